import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

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

/** The object in a packed column; undefined, and reported to the reader, when it is damaged. */
export async function unpack<T extends object = JsonObject>(
  read: RowReader,
  column: string,
  packed: string,
): Promise<T | undefined> {
  try {
    const bytes = await expand(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES })
    const value = parseJson(bytes.toString('utf8'))
    if (isJsonObject(value)) return value as T
    read.report(column, 'It is not an object.')
  } catch {
    // The reason would quote the content.
    read.report(column, 'It cannot be unpacked.')
  }
  return undefined
}
