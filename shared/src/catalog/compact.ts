import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { catalogEntries, nameOfStream, type CatalogEntry } from './entries.ts'
import type { CompactCatalog, CompactStream } from './compact-schema.ts'
import { PRIMARY_KEYS } from './metadata-rules.ts'

/** Inclusion of a field in a catalogue: `a`utomatic, `s`upported (available), `u`nsupported. */
type Inclusion = 'a' | 's' | 'u'

/** Prefix of every field's path. */
export const FIELD = 'properties.'

/** Reduces a catalogue to the parts that pages need. Does not modify the catalogue. */
export function compactCatalog(catalog: JsonObject): CompactCatalog {
  const types = new Map<string, number>()
  const typeOf = (name: string): number => {
    const index = types.get(name)
    if (index !== undefined) return index
    types.set(name, types.size)
    return types.size - 1
  }
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'].filter(isJsonObject) : []
  return { streams: streams.map((stream) => compactStream(stream, typeOf)), types: [...types.keys()] }
}

function compactStream(stream: JsonObject, typeOf: (name: string) => number): CompactStream {
  const entries = catalogEntries({ ...stream, metadata: withOwnItems(stream['metadata']) })
  const metadata = entries[0]?.metadata ?? {}
  const schemas = schemasOf(stream['schema'])
  const fields = inTreeOrder(entries.filter(({ path }) => path.startsWith(FIELD)))
  const isView = metadata['is-view'] === true || stream['is_view'] === true
  return {
    id: nameOfStream(stream),
    fields: fields.map(({ path }) => path.slice(FIELD.length)),
    types: fields.map(({ path, metadata }) => typeOf(typeName(metadata, schemas.get(path)))),
    inclusions: fields.map(({ metadata }) => inclusionOf(metadata)).join(''),
    primaryKey: primaryKeyOf(stream, metadata, isView),
    method: textOf(metadata['replication-method']) ?? textOf(stream['replication_method']),
    forcedMethod: textOf(metadata['forced-replication-method']),
    replicationKey: textOf(metadata['replication-key']) ?? textOf(stream['replication_key']),
    validKeys: Array.isArray(metadata['valid-replication-keys'])
      ? textsOf(metadata['valid-replication-keys'])
      : null,
    isView,
  }
}

/** Sorts entries so that nested fields follow their parent, wherever the extractor lists them. */
function inTreeOrder(entries: readonly CatalogEntry[]): CatalogEntry[] {
  const places = new Map(entries.map(({ path }, place) => [path, place]))
  const inside = new Map<number, CatalogEntry[]>()
  for (const entry of entries) {
    const above = nearestAbove(entry.path, places)
    const siblings = inside.get(above)
    if (siblings === undefined) inside.set(above, [entry])
    else siblings.push(entry)
  }
  const list = (above: number): CatalogEntry[] =>
    (inside.get(above) ?? []).flatMap((entry) => {
      const place = places.get(entry.path) ?? -1
      return inside.has(place) ? [entry, ...list(place)] : entry
    })
  return inside.size <= 1 ? [...entries] : list(-1)
}

/** Returns the index of the nearest field that contains a path; -1 at the top level. */
export function nearestAbove(path: string, places: ReadonlyMap<string, number>): number {
  for (let end = path.lastIndexOf('.'); end > FIELD.length; end = path.lastIndexOf('.', end - 1)) {
    const place = places.get(path.slice(0, end))
    // A field whose name contains a dot is not nested in the field before the dot.
    if (place !== undefined && INSIDE.test(path.slice(end + 1))) return place
  }
  return -1
}
const INSIDE = /^(?:properties|items|anyOf|oneOf|allOf)(?:\.|$)/

/** Copies the items, because entries are written to and the catalogue must not change. */
const withOwnItems = (list: Json | undefined): Json =>
  Array.isArray(list) ? list.map((item) => (isJsonObject(item) ? { ...item } : item)) : []

function primaryKeyOf(stream: JsonObject, metadata: JsonObject, isView: boolean): string[] {
  const keys = isView ? ['view-key-properties', ...PRIMARY_KEYS] : PRIMARY_KEYS
  const found = [...keys.map((key) => metadata[key]), stream['key_properties']]
  return textsOf(found.find((value) => textsOf(value).length > 0))
}

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

const textsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const inclusionOf = (metadata: JsonObject): Inclusion => {
  if (metadata['inclusion'] === 'automatic') return 'a'
  return metadata['inclusion'] === 'unsupported' ? 'u' : 's'
}

/** Returns the schemas of all properties by path. */
function schemasOf(schema: Json | undefined): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>()
  const descend = (node: Json | undefined, path: string): void => {
    if (!isJsonObject(node) || !isJsonObject(node['properties'])) return
    for (const [name, inner] of Object.entries(node['properties'])) {
      if (!isJsonObject(inner)) continue
      const innerPath = `${path}properties.${name}`
      found.set(innerPath, inner)
      descend(inner, `${innerPath}.`)
    }
  }
  descend(schema, '')
  return found
}

/** Returns a short name of a field's type: the source's if given, otherwise that of the JSON schema. */
function typeName(metadata: JsonObject, schema: JsonObject | undefined): string {
  return textOf(metadata['sql-datatype']) ?? (schema === undefined ? '' : schemaType(schema, 0))
}

/** Maximum depth of nested types. */
const DEEPEST = 3

function schemaType(schema: JsonObject, depth: number): string {
  const alternatives = [schema['anyOf'], schema['oneOf']].find(Array.isArray)
  if (schema['type'] === undefined && alternatives !== undefined && depth < DEEPEST) {
    const names = alternatives.filter(isJsonObject).map((inner) => schemaType(inner, depth + 1))
    return [...new Set(names.filter((name) => name !== '' && name !== 'null'))].join(' or ')
  }
  const stated = typeof schema['type'] === 'string' ? [schema['type']] : textsOf(schema['type'])
  const types = stated.filter((type) => type !== 'null')
  return types.map((type) => oneType(type, schema, depth)).join(' or ')
}

function oneType(type: string, schema: JsonObject, depth: number): string {
  const { format, items } = schema
  if (type === 'string' && typeof format === 'string') return format
  if (type === 'array' && isJsonObject(items) && depth < DEEPEST) {
    const inner = schemaType(items, depth + 1)
    return inner === '' ? type : `array of ${inner}`
  }
  return type
}
