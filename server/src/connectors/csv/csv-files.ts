import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { parseJson } from '@flx/shared/json/json-text'

import { ConnectorError, UsageError, type Settings } from '../cli.ts'
import { readUnprotected, refuseProtected } from '../protection/protected-files.ts'
import { describeJsonFault } from '../singer/not-json.ts'

/** One entry of the setting `files`. */
export interface CsvFile {
  entity: string
  /** A file, a folder or a glob. */
  path: string
  keys: string[]
  delimiter: string
  encoding: string
}

const ENCODINGS: Record<string, string> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  'latin-1': 'latin1',
  latin1: 'latin1',
  'iso-8859-1': 'latin1',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
}

/**
 * Reads `files`, or the file that `csv_files_definition` names. Throws UsageError that says what is wrong and where.
 */
export function readFileSettings(settings: Settings): CsvFile[] {
  const files = settings['files'] ?? fromDefinition(settings['csv_files_definition'])
  if (!Array.isArray(files) || files.length === 0) {
    throw new UsageError('The setting "files" must be a list with at least one {"entity", "path", "keys"}.')
  }
  return files.map((file: unknown, index) => readFile(file, index))
}

function readFile(file: unknown, index: number): CsvFile {
  const place = `files[${index}]`
  if (typeof file !== 'object' || file === null) throw new UsageError(`${place} must be an object.`)
  const { entity, path, keys = [], delimiter = ',', encoding = 'utf-8' } = file as Record<string, unknown>
  if (typeof entity !== 'string' || entity === '') throw new UsageError(`${place}: "entity" is missing.`)
  if (typeof path !== 'string' || path === '') throw new UsageError(`${place}: "path" is missing.`)
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new UsageError(`${place}: "keys" must be a list of column names.`)
  }
  if (typeof delimiter !== 'string' || !/^[^"\r\n]+$/.test(delimiter))
    throw new UsageError(`${place}: "delimiter" must be text without quotation marks and line ends.`)
  const known = typeof encoding === 'string' ? ENCODINGS[encoding.toLowerCase()] : undefined
  if (known === undefined) {
    throw new UsageError(
      `${place}: the encoding "${String(encoding)}" is not one of ${Object.keys(ENCODINGS).join(', ')}.`,
    )
  }
  return { entity, path, keys, delimiter: delimiter === '\\t' ? '\t' : delimiter, encoding: known }
}

function fromDefinition(path: unknown): unknown {
  if (typeof path !== 'string') return undefined
  const subject = `The file ${path} of "csv_files_definition"`
  let text: string
  try {
    text = readUnprotected(path)
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new UsageError(`${subject} cannot be used: ${(error as Error).message}`)
  }
  try {
    return parseJson(text)
  } catch {
    throw new UsageError(`${subject} ${describeJsonFault(text)}.`)
  }
}

/**
 * Returns the files of an entry, sorted by name. Throws ConnectorError if there are none, or if one belongs to the
 * product.
 */
export async function listFiles({ path, entity }: CsvFile): Promise<string[]> {
  const found: string[] = []
  refuseProtected(path)
  const kind = await stat(path).catch(() => undefined)
  if (kind?.isDirectory() === true) {
    for (const name of await readdir(path))
      if (name.toLowerCase().endsWith('.csv')) found.push(join(path, name))
  } else if (kind !== undefined) found.push(path)
  else for await (const name of glob(path)) if ((await stat(name)).isFile()) found.push(name)
  if (found.length === 0) {
    throw new ConnectorError(`No file at ${path} for the stream "${entity}".`)
  }
  for (const file of found) refuseProtected(file)
  return found.sort()
}
