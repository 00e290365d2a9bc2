import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

import type { RowReader } from './json.ts'

const compress = promisify(gzip)
const expand = promisify(gunzip)
/** Catalogues repeat themselves: the fastest level is a tenth of their size. */
const LEVEL = 1
/** The largest size that a stored object may expand to. */
const MOST_BYTES = 512 * 1024 * 1024

/** JSON as compressed text, for columns that hold megabytes of it. */
export async function pack(json: string): Promise<string> {
  return (await compress(json, { level: LEVEL })).toString('base64')
}

/** What every packed text begins with: gzip's first bytes. JSON of an object does not. */
const START = 'H4sI'

/** Whether a column holds packed JSON. */
export const isPacked = (text: string): boolean => text.startsWith(START)

/** The JSON in a packed column; undefined, and reported to the reader, when it is damaged. */
export async function unpackText(
  read: RowReader,
  column: string,
  packed: string,
): Promise<string | undefined> {
  try {
    const bytes = await expand(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES })
    return bytes.toString('utf8')
  } catch {
    // The reason would quote the content.
    read.report(column, 'It cannot be unpacked.')
    return undefined
  }
}
