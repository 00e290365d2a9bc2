import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

/** A stream (empty path) or a property of it, with its metadata, which may be written to. */
export interface CatalogEntry {
  /** Property names from the top. */
  path: string[]
  metadata: JsonObject
}

/**
 * The stream, then every property of a stream of a catalogue. Missing metadata is added to the stream: every property
 * gets an entry, also those whose names are no plain words.
 */
export function catalogEntries(stream: JsonObject): CatalogEntry[] {
  const list = Array.isArray(stream['metadata']) ? stream['metadata'].filter(isJsonObject) : []
  stream['metadata'] = list
  const known = new Map<string, JsonObject>()
  for (const item of list) {
    const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {}
    item['metadata'] = metadata
    known.set(JSON.stringify(Array.isArray(item['breadcrumb']) ? item['breadcrumb'] : []), metadata)
  }

  const entryFor = (path: string[], inclusion: string): CatalogEntry => {
    const breadcrumb = path.flatMap((part) => ['properties', part])
    const key = JSON.stringify(breadcrumb)
    let metadata = known.get(key)
    if (metadata === undefined) {
      metadata = { inclusion }
      known.set(key, metadata)
      list.push({ breadcrumb, metadata })
    }
    return { path, metadata }
  }

  const entries = [entryFor([], 'automatic')]
  const descend = (schema: Json | undefined, path: string[]): void => {
    if (!isJsonObject(schema) || !isJsonObject(schema['properties'])) return
    for (const [name, inner] of Object.entries(schema['properties'])) {
      entries.push(entryFor([...path, name], path.length === 0 ? 'automatic' : 'available'))
      descend(inner, [...path, name])
    }
  }
  descend(stream['schema'], [])
  return entries
}

/** The id that patterns match. */
export function nameOfStream(stream: JsonObject): string {
  const names = [stream['tap_stream_id'], stream['stream']]
  return names.find((name) => typeof name === 'string') ?? ''
}
