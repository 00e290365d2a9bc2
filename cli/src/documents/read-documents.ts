import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { Document, isMap, isSeq, parseDocument, YAMLSeq } from 'yaml'

import { readText } from '../commands/state.ts'
import { Failure } from '../core/exit.ts'

/** The text of one document, or of several as one; numbers and texts stay as they are written. Throws Failure. */
export async function readDocuments(paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map(filesAt))).flat()
  if (files.length === 0)
    throw new Failure(`No YAML document (*.yaml, *.yml) was found in ${paths.map(placeOf).join(', ')}.`)
  const [first = ''] = files
  if (files.length === 1) return readText(first)
  const all = new YAMLSeq()
  for (const file of files) all.items.push(...(await pipelinesIn(file)))
  const merged = new Document({ version: 1 })
  merged.set('pipelines', all)
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

async function pipelinesIn(file: string): Promise<unknown[]> {
  const document = parseDocument(await readText(file))
  const [problem] = document.errors
  if (problem !== undefined)
    throw new Failure(`${file} is not valid YAML: ${problem.message}`, { code: 'invalid' })
  const pipelines: unknown = isMap(document.contents) ? document.contents.get('pipelines', true) : undefined
  if (!isMap(document.contents) || document.get('version') !== 1 || !isSeq(pipelines))
    throw new Failure(
      `${file} is not a document of pipelines: it needs "version: 1" and a list "pipelines".`,
      {
        code: 'invalid',
      },
    )
  return pipelines.items
}

const placeOf = (path: string): string => (path === '.' ? 'this folder' : path)
