import { closeSync, readdirSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { ConnectorError, type Settings } from '../cli.ts'
import { openUnprotected, refuseProtected } from '../protection/protected-files.ts'
import { baseName, timeInName } from '../stores/jsonl-files.ts'
import { cutCell, MAX_COLUMNS, MAX_ROWS, type LoadedRows, type RowsRequest } from './loaded-rows.ts'

/** How much of a file is read, from its start. */
const MAX_BYTES = 256 * 1024

/**
 * Returns the first rows of a stream's file. Throws ConnectorError for a protected path and for a file that cannot be
 * read.
 */
export function jsonlRows(folder: string, settings: Settings, request: RowsRequest): LoadedRows {
  refuseProtected(folder)
  const path = resolve(join(folder, fileName(folder, settings, request)))
  const answer = { place: { kind: 'file' as const, path }, columns: [], rows: [], more: false, unreadable: 0 }
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return { ...answer, exists: false, leftOut: 0 }
  // Opening a pipe would wait for a writer.
  if (!stats.isFile()) throw new ConnectorError(`${path} is not a file.`)
  const { lines, more } = firstLines(path)
  const records = lines.map(tryParseJson).filter((value) => isJsonObject(value))
  const names = new Set(records.flatMap((record) => Object.keys(record)))
  const columns = [...names].slice(0, MAX_COLUMNS)
  return {
    ...answer,
    exists: true,
    columns,
    rows: records.map((record) => columns.map((column) => cell(record, column))),
    more,
    unreadable: lines.length - records.length,
    leftOut: names.size - columns.length,
  }
}

const cell = (record: JsonObject, column: string): string | null =>
  Object.hasOwn(record, column) ? cutCell(JSON.stringify(record[column] ?? null)) : null

/** Returns the name of the file; if names contain a time, the newest file that was started while the loader ran. */
function fileName(folder: string, settings: Settings, { stream, from, to }: RowsRequest): string {
  const base = baseName(settings, stream)
  if (settings['do_timestamp_file'] !== true) return `${base}.jsonl`
  const [first, last] = [timeInName(from), timeInName(to)]
  const timeOf = (name: string): string => name.slice(base.length + 1, -'.jsonl'.length)
  const found = namesIn(folder)
    .filter((name) => name.startsWith(`${base}-`) && TIMED.test(name))
    .filter((name) => timeOf(name) >= first && timeOf(name) <= last)
    .sort()
  return found.at(-1) ?? `${base}-${first}.jsonl`
}

const TIMED = /-\d{4}-\d\d-\d\dT\d{9}Z\.jsonl$/

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Reads complete lines only: the last one might still be growing, or continue after what is read. */
function firstLines(path: string): { lines: string[]; more: boolean } {
  let file: number | undefined
  try {
    file = openUnprotected(path, 'r')
    const bytes = Buffer.alloc(MAX_BYTES)
    let length = 0
    for (let read = -1; read !== 0 && length < MAX_BYTES; length += read)
      read = readSync(file, bytes, length, MAX_BYTES - length, length)
    const text = bytes.subarray(0, length).toString('utf8')
    const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
    const filled = lines.filter((line) => line.trim() !== '')
    if (filled.length === 0 && length === MAX_BYTES)
      throw new ConnectorError(`The first row of ${path} is longer than ${MAX_BYTES / 1024} KiB.`)
    return {
      lines: filled.slice(0, MAX_ROWS),
      more: filled.length > MAX_ROWS || length === MAX_BYTES,
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`The file ${path} cannot be read: ${(error as Error).message}.`)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
