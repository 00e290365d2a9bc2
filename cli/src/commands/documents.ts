import { writeFile } from 'node:fs/promises'

import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import { answer } from '../api/client.ts'
import { findPipeline } from '../api/find.ts'
import { command } from '../core/command.ts'
import { EXIT, misuse } from '../core/exit.ts'
import { importProject, projectAt, undoProjectImport, writeProject } from '../documents/meltano-project.ts'
import { printReport } from '../documents/print-report.ts'
import { readText } from './state.ts'

export const importDocument = command({
  name: 'import',
  summary: 'Import pipelines from a YAML document, or a Meltano project',
  description:
    'Creates and changes the pipelines of a document written by flx export. A pipeline with an error is not changed; the others are imported.\nThe folder of a meltano.yml is imported as a project: its plugins, pipelines and schedules. Nothing is installed or executed; edits made on the server since the last import are kept.',
  arguments: [
    {
      name: 'PATH',
      summary: 'YAML document, - for stdin, or the folder of a meltano.yml',
      completes: 'file',
    },
  ],
  options: {
    'dry-run': { type: 'boolean', summary: 'Only show what would change' },
    environment: {
      type: 'string',
      value: 'NAME',
      summary: "Environment of the project (default: the project's own)",
    },
    timezone: {
      type: 'string',
      value: 'ZONE',
      summary:
        "Time zone of the project's schedules for new pipelines (default: the server's; Meltano's are UTC)",
    },
    variable: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      summary: 'Send the local value of this environment variable, which the project refers to',
    },
    'through-meltano': {
      type: 'string',
      value: 'JOB',
      multiple: true,
      summary: 'Run this job of the project with an installed Meltano; "all" or "none" (administrators only)',
    },
    'meltano-folder': {
      type: 'string',
      value: 'DIR',
      summary:
        'With --through-meltano: the folder of the project on the server (default: the same path as here)',
      completes: 'folder',
    },
  },
  examples: [
    ['flx import pipelines.yaml --dry-run', 'Preview the changes'],
    ['flx import . --environment prod --variable DB_PASSWORD', 'The Meltano project in this folder'],
    ['flx import . --through-meltano nightly', 'Run the job "nightly" with Meltano'],
    ['flx export --server https://old | flx import - --server https://new', 'Move to another server'],
  ],
  json: 'The report of POST /api/pipelines/import: `dryRun`, `counts`, `items` with `name`, `outcome`, `changes`, `problems`. For a project: `preview` and `result` (or null), as POST /api/projects/preview and apply return them.',
  exits: [[EXIT.failed, 'A pipeline has an error']],
  async run({ options, args, terminal, env, api: connect }) {
    const [path = ''] = args
    const project = await projectAt(path)
    if (project !== null) {
      const variables = Object.fromEntries(options.variable.map((name) => [name, valueOf(env, name)]))
      const choices = {
        dryRun: options['dry-run'],
        environment: options.environment ?? null,
        variables,
        throughMeltano: throughMeltano(options, project),
        timezone: options.timezone ?? null,
      }
      return importProject(await connect(), project, choices, terminal)
    }
    const yaml = await readText(path)
    const api = await connect()
    const report = await answer(api.pipelines.import.$post({ json: { yaml, dryRun: options['dry-run'] } }))
    if (terminal.json) terminal.value(report)
    else printReport(report, terminal)
    return report.counts.error > 0 ? EXIT.failed : EXIT.ok
  },
})

export const undoImport = command({
  name: 'undo-import',
  summary: 'Undo the last import of a Meltano project',
  description:
    'Deletes the pipelines and plugins that the import added, and restores the values that it changed. What has changed since then is kept, with the reason.',
  arguments: [{ name: 'PROJECT', summary: 'Name of the project, which is the name of its folder' }],
  options: { 'dry-run': { type: 'boolean', summary: 'Only show what would be undone' } },
  examples: [['flx undo-import shop --dry-run', 'Preview what would be undone']],
  json: '`undo` with what the import did, and `result` (null with --dry-run), as GET and POST /api/projects/:id/undo return them.',
  exits: [[EXIT.failed, 'Something is kept']],
  async run({ options, args, terminal, api: connect }) {
    const [name = ''] = args
    return undoProjectImport(await connect(), name, { dryRun: options['dry-run'] }, terminal)
  },
})

/** Returns the choice of what Meltano performs; null keeps the last choice. Throws Failure. */
function throughMeltano(
  {
    'through-meltano': names,
    'meltano-folder': folder,
  }: { 'through-meltano': string[]; 'meltano-folder': string | undefined },
  project: string,
): ThroughMeltano | null {
  if (names.length === 0) {
    if (folder !== undefined)
      throw misuse('--meltano-folder needs --through-meltano with the name of a job, or "all".')
    return null
  }
  const [first] = names
  if ((first === 'all' || first === 'none') && names.length > 1)
    throw misuse(`"${first}" cannot be combined with other jobs.`)
  if (first === 'none') return { jobs: [], folder: null }
  return { jobs: first === 'all' ? 'all' : names, folder: folder ?? project }
}

/** Secrets are passed in the environment: others could see them on the command line. */
function valueOf(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value === undefined) throw misuse(`The environment variable ${name} is not set.`)
  return value
}

export const exportDocument = command({
  name: 'export',
  summary: 'Export pipelines as a YAML document, or as a Meltano project',
  description: 'Exports the named pipelines, or all if none is named. Secrets are not exported.',
  arguments: [
    {
      name: 'PIPELINE',
      summary: 'Name or ID of a pipeline',
      optional: true,
      many: true,
      completes: 'pipeline',
    },
  ],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      summary: 'Write to a file instead of stdout',
      completes: 'file',
    },
    tag: { type: 'string', value: 'TAG', summary: 'Only pipelines with this tag' },
    meltano: {
      type: 'string',
      value: 'DIR',
      summary: 'Write a meltano.yml and .env.example into this folder instead',
      completes: 'folder',
    },
  },
  examples: [
    ['flx export -o pipelines.yaml', 'All pipelines, for git'],
    ['flx export orders customers', 'Two pipelines, to stdout'],
    ['flx export --meltano project/', 'A project that Meltano can run'],
  ],
  json: 'An object: `yaml` with the document, `file` (null for stdout); with --meltano: `files` and `notes`, and nothing is written.',
  async run({ options, args, terminal, api: connect }) {
    const api = await connect()
    const ids: string[] = []
    for (const name of args) ids.push((await findPipeline(api, name)).id)
    const query = { tag: options.tag, ...(ids.length > 0 && { ids }) }
    if (options.meltano !== undefined) {
      const project = await answer(api.meltano.export.$get({ query }))
      if (terminal.json) terminal.value(project)
      else await writeProject(options.meltano, project, terminal)
      return EXIT.ok
    }
    const yaml = await (await api.pipelines.export.$get({ query })).text()
    if (options.output !== undefined) await writeFile(options.output, yaml)
    if (terminal.json) terminal.value({ yaml, file: options.output ?? null })
    else if (options.output === undefined) terminal.write(yaml)
    else terminal.note(`Wrote ${options.output}.`)
    return EXIT.ok
  },
})
