import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

import type { RowReader } from './json.ts'

const compress = promisify(gzip)
const expand = promisify(gunzip)
/** Catalogues are repetitive: even the fastest level shrinks them to a tenth. */
const LEVEL = 1
/** The largest size that a stored object may expand to. */
const MAX_BYTES = 512 * 1024 * 1024

/** Compresses JSON to text, for columns that hold megabytes of it. */
export async function pack(json: string): Promise<string> {
  return (await compress(json, { level: LEVEL })).toString('base64')
}

/** The start of every packed text: gzip's first bytes in base64. The JSON of an object never starts this way. */
const PACKED_START = 'H4sI'

/** Whether a column holds packed JSON. */
export const isPacked = (text: string): boolean => text.startsWith(PACKED_START)

/** Returns the JSON of a packed column; undefined if it is damaged, which is reported to the reader. */
export async function unpackText(
  read: RowReader,
  column: string,
  packed: string,
): Promise<string | undefined> {
  try {
    const bytes = await expand(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_BYTES })
    return bytes.toString('utf8')
  } catch {
    // The original message would quote the content.
    read.report(column, 'It cannot be unpacked.')
    return undefined
  }
}
