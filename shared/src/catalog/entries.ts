import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'

/** A stream, or an element of it, with its metadata, which can be written to. */
export interface CatalogEntry {
  /** Path as matched by patterns: parts joined by dots, `properties.id`; empty for the stream. */
  path: string
  metadata: JsonObject
}

/**
 * Returns the stream, then all elements that have metadata or are a property of its schema. Missing metadata
 * is added to the stream: every property gets an entry, including those whose names are not plain words.
 * Elements inside lists or alternatives (`items`, `anyOf`) are entries only if the extractor listed them.
 */
export function catalogEntries(stream: JsonObject): CatalogEntry[] {
  const list = Array.isArray(stream['metadata']) ? stream['metadata'].filter(isJsonObject) : []
  stream['metadata'] = list
  const known = new Map<string, CatalogEntry>()
  for (const item of list) {
    const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {}
    item['metadata'] = metadata
    const breadcrumb = Array.isArray(item['breadcrumb'])
      ? item['breadcrumb'].filter((part) => typeof part === 'string')
      : []
    known.set(keyOf(breadcrumb), { path: breadcrumb.join('.'), metadata })
  }

  const ensure = (breadcrumb: string[], inclusion: string): void => {
    const key = keyOf(breadcrumb)
    if (known.has(key)) return
    const metadata = { inclusion }
    known.set(key, { path: breadcrumb.join('.'), metadata })
    list.push({ breadcrumb: [...breadcrumb], metadata })
  }
  const descend = (schema: Json | undefined, path: readonly string[]): void => {
    if (!isJsonObject(schema) || !isJsonObject(schema['properties'])) return
    for (const [name, inner] of Object.entries(schema['properties'])) {
      const breadcrumb = [...path, 'properties', name]
      ensure(breadcrumb, path.length === 0 ? 'automatic' : 'available')
      descend(inner, breadcrumb)
    }
  }
  ensure([], 'automatic')
  descend(stream['schema'], [])
  const entries = [...known.values()]
  return [...entries.filter(({ path }) => path === ''), ...entries.filter(({ path }) => path !== '')]
}

/** NUL as a separator: no name contains it, because neither database can store it. */
const keyOf = (breadcrumb: readonly string[]): string => breadcrumb.join('\0')

/** Returns the ID of a stream that patterns match. */
export function nameOfStream(stream: JsonObject): string {
  const names = [stream['tap_stream_id'], stream['stream']]
  return names.find((name) => typeof name === 'string') ?? ''
}
