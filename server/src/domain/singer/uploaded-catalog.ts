import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { findUnusable } from '@flx/shared/json/json-limits'
import { tryParseJson } from '@flx/shared/json/json-text'
import { nameOfStream } from '@flx/shared/catalog/entries'

import { invalid } from '../core/errors.ts'

/** Most streams in an uploaded catalogue. */
const MAX_STREAMS = 20_000

/** Parses an uploaded catalogue. Throws AppError `invalid` that names the first fault. */
export function readUploadedCatalog(text: string): JsonObject {
  const catalog = tryParseJson(text)
  if (catalog === undefined) throw refusal('it is not valid JSON')
  if (!isJsonObject(catalog) || !Array.isArray(catalog['streams'])) {
    throw refusal('a catalogue is an object with a list named "streams"')
  }
  const { streams } = catalog
  if (streams.length === 0) throw refusal('it has no streams')
  if (streams.length > MAX_STREAMS) throw refusal(`it has more than ${MAX_STREAMS} streams`)
  const unusable = findUnusable(catalog)
  if (unusable !== null) throw refusal(`${unusable.path}: ${unusable.message.replace(/\.$/, '')}`)
  const names = new Set<string>()
  for (const [index, stream] of streams.entries()) {
    const place = `stream ${index + 1}`
    if (!isJsonObject(stream)) throw refusal(`${place} is not an object`)
    const name = nameOfStream(stream)
    if (name === '') throw refusal(`${place} has no "tap_stream_id"`)
    if (names.has(name)) throw refusal(`there are two streams "${name}"`)
    names.add(name)
    if (!isJsonObject(stream['schema'])) throw refusal(`stream "${name}" has no "schema"`)
    if (stream['metadata'] !== undefined && !isMetadata(stream['metadata'])) {
      throw refusal(
        `the "metadata" of stream "${name}" is not a list of {"breadcrumb": […], "metadata": {…}}`,
      )
    }
  }
  return catalog
}

const isMetadata = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (item) => isJsonObject(item) && Array.isArray(item['breadcrumb']) && isJsonObject(item['metadata']),
  )

const refusal = (reason: string) => invalid(`Cannot use this catalogue: ${reason}.`, 'catalog')
