import { UsageError } from '../cli.ts'

/** How many rows an answer has at most. */
export const MAX_ROWS = 20
/** How many columns an answer has at most. */
export const MAX_COLUMNS = 200
/** Characters of a cell; the server masks secrets and cuts again. */
export const MAX_CELL_CHARACTERS = 8000

/** The rows that are requested. */
export interface RowsRequest {
  stream: string
  /** When the loader ran: names of files can contain the time. */
  from: string
  to: string
}

/** The first rows of what was loaded. */
export interface LoadedRows {
  place: { kind: 'file'; path: string } | { kind: 'table'; database: string; table: string }
  /** False if there is nothing. */
  exists: boolean
  columns: string[]
  /** JSON texts in the order of the columns; null = the row does not have the column. */
  rows: (string | null)[][]
  /** There are more rows. */
  more: boolean
  /** Lines among them that are not JSON objects. */
  unreadable: number
  /** Columns that are left out. */
  leftOut: number
}

/** Reads the request in the file of `--rows`. Throws UsageError. */
export function readRowsRequest(value: unknown): RowsRequest {
  const { stream, from, to } = (value ?? {}) as Partial<Record<string, unknown>>
  if (typeof stream !== 'string' || typeof from !== 'string' || typeof to !== 'string')
    throw new UsageError('The request must have the texts "stream", "from" and "to".')
  return { stream, from, to }
}

/** Writes the answer as one line. */
export async function writeRows(rows: LoadedRows | Promise<LoadedRows>): Promise<void> {
  process.stdout.write(`${JSON.stringify(await rows)}\n`)
}

/** Returns the start of a long text, cut between characters; the cut is marked. */
export function cutCell(text: string): string {
  if (text.length <= MAX_CELL_CHARACTERS) return text
  const start = text.slice(0, MAX_CELL_CHARACTERS).toWellFormed()
  return `${start} … (${Buffer.byteLength(text) - Buffer.byteLength(start)} more bytes cut)`
}
