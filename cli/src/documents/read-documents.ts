import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { Document, isMap, isSeq, parseDocument, YAMLSeq } from 'yaml'

import { readText } from '../commands/state.ts'
import { Failure } from '../core/exit.ts'

const LISTS = ['templates', 'pipelines'] as const
type List = (typeof LISTS)[number]

/** Reads one document, or merges several into one; numbers and texts stay as written. Throws Failure. */
export async function readDocuments(paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  if (files.length === 0)
    throw new Failure(`No YAML documents (*.yaml, *.yml) in ${paths.map(placeOf).join(', ')}.`)
  const [first = ''] = files
  if (files.length === 1) return readText(first)
  const lists = { templates: new YAMLSeq(), pipelines: new YAMLSeq() }
  for (const file of files) {
    const found = await listsIn(file)
    for (const name of LISTS) lists[name].items.push(...found[name])
  }
  const merged = new Document({ version: 1 })
  for (const name of LISTS) merged.set(name, lists[name])
  return merged.toString()
}

async function filesAt(path: string): Promise<string[]> {
  if (path === '-') return [path]
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() !== true) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

async function listsIn(file: string): Promise<Record<List, unknown[]>> {
  const document = parseDocument(await readText(file))
  const [problem] = document.errors
  if (problem !== undefined)
    throw new Failure(`${file} is not valid YAML: ${problem.message}`, { code: 'invalid' })
  const listed = (name: List): unknown =>
    isMap(document.contents) ? document.contents.get(name, true) : undefined
  const [templates, pipelines] = LISTS.map(listed)
  if (
    document.get('version') !== 1 ||
    (templates ?? pipelines) === undefined ||
    ![templates, pipelines].every((list) => list === undefined || isSeq(list))
  )
    throw new Failure(
      `${file} is not a document of pipelines: it needs "version: 1" and a list "pipelines" or "templates".`,
      { code: 'invalid' },
    )
  const items = (list: unknown) => (isSeq(list) ? list.items : [])
  return { templates: items(templates), pipelines: items(pipelines) }
}

const placeOf = (path: string): string => (path === '.' ? 'this folder' : path)
