import { ConnectorError } from './cli.ts'
import { readCsv } from './csv-rows.ts'
import { filesOf, type CsvStream } from './csv-streams.ts'
import { columnTypes, type ColumnType } from './csv-types.ts'

export interface Bookmark {
  replication_key: string
  replication_key_value: unknown
}
export type Bookmarks = Record<string, Bookmark>

/** What a replication key compares by: numbers as numbers, times as times, all else as text. */
export type Comparable = number | string

export function comparable(text: string, type: ColumnType): Comparable {
  if (type === 'integer' || type === 'number') return Number(text)
  return type === 'date-time' ? Date.parse(text) : text
}

/**
 * Reads the replication key of all files once: its type over all rows, and whether they stand in its order. Only then
 * is a bookmark in the middle safe, for no later row is below it.
 */
export async function scanKey(
  stream: CsvStream,
  key: string,
): Promise<{ type: ColumnType; sorted: boolean }> {
  let type: ColumnType = 'empty'
  let previous: Comparable | undefined
  let sorted = true
  for await (const { part, path } of filesOf(stream)) {
    for await (const { header, rows } of readCsv(part, path)) {
      const index = header.indexOf(key)
      if (index === -1) continue
      for (const values of rows) {
        const text = values[index] ?? ''
        if (text === '') continue
        const wider = columnTypes(type, text)
        if (wider !== type) {
          // Integers and numbers compare alike; after any other change the rows before would compare otherwise.
          if (previous !== undefined && wider !== 'number') sorted = false
          type = wider
        }
        const value = comparable(text, type)
        if (previous !== undefined && value < previous) sorted = false
        previous = value
      }
    }
  }
  return { type, sorted }
}

/** The bookmark to start from, undefined for none. Throws ConnectorError when it does not compare with the column. */
export function startOf(
  bookmarks: Bookmarks,
  entity: string,
  key: string,
  type: ColumnType,
): { value: unknown; at: Comparable } | undefined {
  const bookmark = bookmarks[entity]
  if (bookmark === undefined || bookmark.replication_key !== key) return undefined
  const value = bookmark.replication_key_value
  if (value === null || value === undefined) return undefined
  const at = comparable(String(value), type === 'empty' ? 'string' : type)
  if (Number.isNaN(at) || (type === 'string' && typeof value !== 'string')) {
    throw new ConnectorError(
      `The bookmark ${JSON.stringify(value)} of stream "${entity}" does not compare with its column "${key}" of type ${type}; start with a full refresh.`,
    )
  }
  return { value, at }
}
