import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'

import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'
import type { MeltanoExport } from '@flx/shared/projects/meltano-export'
import type { ProjectPreview, ProjectResult } from '@flx/shared/projects/project-import'

import { answer, type Api } from '../api/client.ts'
import { EXIT, Failure } from '../core/exit.ts'
import type { Terminal } from '../core/terminal.ts'

/** Folders without parts of a project. */
const LEFT_OUT = new Set(['.meltano', '.git', '.flx', 'node_modules', '.venv', 'venv', '__pycache__'])
const PART = /\.ya?ml$|(?:^|\/)\.env$|^plugins\/.*\.lock$/
const MAX_BYTES = 1_000_000
const MAX_LEVELS = 8

/** Returns the project folder that a path refers to; null if it is not a project. */
export async function projectAt(path: string): Promise<string | null> {
  if (path === '-') return null
  if (/^meltano\.ya?ml$/.test(basename(path))) return dirname(resolve(path))
  const names = await readdir(path).catch((): string[] => [])
  return names.includes('meltano.yml') ? resolve(path) : null
}

/** Imports a project, or previews that. Returns the exit code. */
export async function importProject(
  api: Api,
  folder: string,
  options: {
    dryRun: boolean
    environment: string | null
    variables: Record<string, string>
    /** Null keeps the last choice. */
    throughMeltano: ThroughMeltano | null
    timezone: string | null
  },
  terminal: Terminal,
): Promise<number> {
  const project = {
    files: await projectFiles(folder),
    name: basename(folder),
    environment: options.environment,
    timezone: options.timezone,
    variables: options.variables,
    throughMeltano: options.throughMeltano,
  }
  const preview = await answer(api.projects.preview.$post({ json: project }))
  if (!terminal.json) showPreview(preview, terminal)
  const changes = preview.elements.some(({ outcome }) => outcome === 'create' || outcome === 'change')
  const failed = preview.problems.length > 0 || preview.elements.some(({ outcome }) => outcome === 'error')
  if (options.dryRun || !changes) {
    if (terminal.json) terminal.value({ preview, result: null })
    return failed ? EXIT.failed : EXIT.ok
  }
  const result = await answer(
    api.projects.apply.$post({ json: { ...project, fingerprint: preview.fingerprint } }),
  )
  if (terminal.json) terminal.value({ preview, result })
  else showResult(result, preview, terminal)
  return failed || result.items.some(({ outcome }) => outcome === 'error') ? EXIT.failed : EXIT.ok
}

/** Writes a project to a folder. Throws Failure if a file would be replaced. */
export async function writeProject(
  folder: string,
  { files, notes }: MeltanoExport,
  terminal: Terminal,
): Promise<void> {
  for (const { path } of files) {
    if ((await stat(join(folder, path)).catch(() => undefined)) !== undefined)
      throw new Failure(`${join(folder, path)} already exists.`, { details: ['Choose an empty folder.'] })
  }
  for (const { path, text } of files) {
    const target = resolve(folder, path)
    if (relative(resolve(folder), target).startsWith('..'))
      throw new Failure(`Refused the path ${path} that the server sent: it points outside the folder.`)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text)
    terminal.note(`Wrote ${target}.`)
  }
  for (const { about, message } of notes) terminal.note(`${about}: ${message}`)
}

async function projectFiles(folder: string): Promise<{ path: string; text: string }[]> {
  const files: { path: string; text: string }[] = []
  const visit = async (folderPath: string, level: number): Promise<void> => {
    for (const entry of await readdir(join(folder, folderPath), { withFileTypes: true })) {
      const path = folderPath === '' ? entry.name : `${folderPath}/${entry.name}`
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name) && level < MAX_LEVELS) await visit(path, level + 1)
      if (!entry.isFile() || !PART.test(path) || (await stat(join(folder, path))).size > MAX_BYTES) continue
      const text = await readFile(join(folder, path), 'utf8')
      files.push({ path: path === 'meltano.yaml' ? 'meltano.yml' : path, text })
    }
  }
  await visit('', 1)
  return files
}

const SIGNS = { create: '+', change: '~', error: '!', 'left-out': '-', unchanged: ' ', used: ' ' } as const
const STYLES = {
  create: 'green',
  change: 'yellow',
  error: 'red',
  'left-out': 'dim',
  unchanged: 'dim',
  used: 'dim',
} as const

function showPreview({ elements, variables, problems }: ProjectPreview, terminal: Terminal): void {
  const { style } = terminal
  for (const { place, message } of problems)
    terminal.line(style.red(`! ${place.file}:${place.line}: ${message}`))
  for (const { outcome, kind, name, reasons, place } of elements) {
    if (outcome === 'unchanged' || outcome === 'used') continue
    terminal.line(style[STYLES[outcome]](`${SIGNS[outcome]} ${kind} ${name} (${place.file}:${place.line})`))
    for (const reason of reasons) terminal.line(`    ${reason}`)
  }
  const missing = variables.filter(({ from }) => from === null).map(({ name }) => name)
  if (missing.length > 0)
    terminal.note(
      `These variables have no value: ${missing.join(', ')}. Set them and pass them with --variable.`,
    )
}

function showResult(
  { items }: ProjectResult,
  { name, timezone, elements }: ProjectPreview,
  terminal: Terminal,
): void {
  for (const { outcome, kind, name, message } of items) {
    if (outcome === 'error')
      terminal.line(terminal.style.red(`! ${kind} ${name}: ${message ?? 'no reason was given'}`))
  }
  const count = (expected: string): number => items.filter(({ outcome }) => outcome === expected).length
  terminal.note(`${count('created')} created, ${count('changed')} changed, ${count('error')} with errors.`)
  if (elements.some(({ kind, outcome }) => kind === 'schedule' && outcome === 'used'))
    terminal.note(`Schedules of new pipelines are in ${timezone}; Meltano reads them in UTC.`)
  const waiting = elements.filter(({ target, missing }) => target?.type === 'plugin' && missing.length > 0)
  for (const { name: plugin, missing } of waiting)
    terminal.note(`${plugin} needs settings: ${missing.join(', ')}.`)
  if (count('created') + count('changed') > 0)
    terminal.note(`flx undo-import ${/\s/.test(name) ? `'${name}'` : name} undoes it.`)
}

/** Undoes the last import of a project, or previews that. Returns the exit code. */
export async function undoProjectImport(
  api: Api,
  name: string,
  { dryRun }: { dryRun: boolean },
  terminal: Terminal,
): Promise<number> {
  const { items: projects } = await answer(api.projects.$get())
  const project = projects.find((candidate) => candidate.name === name || candidate.id === name)
  if (project === undefined)
    throw new Failure(`No project named ${name} was imported.`, {
      details: projects
        .slice(0, 20)
        .map((candidate) => `${candidate.name}, imported ${candidate.importedAt} by ${candidate.importedBy}`),
    })
  const param = { id: project.id }
  const undo = await answer(api.projects[':id'].undo.$get({ param }))
  if (dryRun) {
    if (terminal.json) terminal.value({ undo, result: null })
    else {
      for (const { outcome, type, name: of, problem } of undo.items)
        terminal.line(problem === null ? `${UNDO[outcome]} ${type} ${of}` : `  ${type} ${of}: ${problem}`)
      if (undo.unreadable !== null) terminal.line(`  ${undo.unreadable.message}`)
    }
    return EXIT.ok
  }
  const json = { importedAt: undo.importedAt }
  const result = await answer(api.projects[':id'].undo.$post({ param, json }))
  const remaining = result.items.filter(({ undone }) => !undone)
  const stays = remaining.length + (result.unreadable?.steps ?? 0)
  if (terminal.json) terminal.value({ undo, result })
  else {
    for (const { type, name: of, message } of remaining)
      terminal.line(terminal.style.yellow(`  ${type} ${of}: ${message ?? 'no reason was given'}`))
    if (result.unreadable !== null) terminal.line(terminal.style.yellow(`  ${result.unreadable.message}`))
    terminal.note(`${result.items.length - remaining.length} undone, ${stays} kept.`)
  }
  return stays > 0 ? EXIT.failed : EXIT.ok
}

/** Signs for undoing the steps of an import. */
const UNDO = { created: '-', changed: '~' } as const
