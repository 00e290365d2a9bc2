import { ConnectorError } from '../cli.ts'
import { readCsv } from './csv-rows.ts'
import { filesOf, type CsvStream } from './csv-streams.ts'
import { columnTypes, type ColumnType } from './csv-types.ts'

interface Bookmark {
  replication_key: string
  replication_key_value: unknown
}
export type Bookmarks = Record<string, Bookmark>

/** The order of a replication key. Whole numbers too long for a double are text in the schema and compare by value. */
export type KeyType = ColumnType | 'long integer'

/** The value by which a replication key is compared: numbers as numbers, times as times, everything else as text. */
export type Comparable = number | bigint | string

export function comparable(text: string, type: KeyType): Comparable {
  if (type === 'long integer') return WHOLE.test(text) ? BigInt(text) : text
  if (type === 'integer' || type === 'number') return Number(text)
  return type === 'date-time' ? Date.parse(text) : text
}

const WHOLE = /^-?(?:0|[1-9]\d*)$/

/**
 * Reads the replication key of all files once: its type over all rows, and whether they are in its order. Only then is
 * a bookmark in the middle safe, because no later row is below it.
 */
export async function scanKey(
  stream: CsvStream,
  key: string,
): Promise<{ type: ColumnType; compares: KeyType; sorted: boolean }> {
  let type: ColumnType = 'empty'
  // Tracked beside the type, for whole numbers of which some are too long for it.
  let isWhole = true
  let highest: bigint | undefined
  let wholeSorted = true
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
          // Integers and numbers compare alike; after any other change of type, the earlier rows would compare
          // differently.
          if (previous !== undefined && wider !== 'number') sorted = false
          type = wider
        }
        if (isWhole && WHOLE.test(text)) {
          const number = BigInt(text)
          if (highest !== undefined && number < highest) wholeSorted = false
          else highest = number
        } else isWhole = false
        const value = comparable(text, type)
        if (previous !== undefined && value < previous) sorted = false
        previous = value
      }
    }
  }
  return type === 'string' && isWhole
    ? { type, compares: 'long integer', sorted: wholeSorted }
    : { type, compares: type, sorted }
}

/**
 * Returns the bookmark to start from, undefined if there is none. Throws ConnectorError if it cannot be compared with
 * the column.
 */
export function startOf(
  bookmarks: Bookmarks,
  entity: string,
  key: string,
  type: KeyType,
): { value: unknown; at: Comparable } | undefined {
  const bookmark = bookmarks[entity]
  if (bookmark === undefined || bookmark.replication_key !== key) return undefined
  const value = bookmark.replication_key_value
  if (value === null || value === undefined) return undefined
  const at = comparable(String(value), type === 'empty' ? 'string' : type)
  const isMismatch = type === 'long integer' ? typeof at !== 'bigint' : Number.isNaN(at)
  if (isMismatch || (type === 'string' && typeof value !== 'string')) {
    throw new ConnectorError(
      `The bookmark ${JSON.stringify(value)} of stream "${entity}" cannot be compared with its column "${key}" of type ${type}; start with a full refresh.`,
    )
  }
  return { value, at }
}
