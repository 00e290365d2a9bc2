import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

/** What a pipeline says about an extractor's catalogue: Meltano's `select` and `metadata` extras. */
export interface SelectionRules {
  /** Patterns such as `users.*` or `!users.ssn`. */
  select: readonly string[]
  /** `{<stream>: {<key>: value}}` or `{<stream>.<property>: {<key>: value}}`. */
  metadata: JsonObject
}

interface Rule {
  stream: RegExp
  /** Breadcrumb, joined by dots; null = the stream itself. */
  property: RegExp | null
  include: boolean
}

/**
 * Writes what is selected into a discovered catalogue (SINGER.md §2.7): all includes first, then all excludes, whatever
 * their order. Always writes `selected`, because connectors skip what carries none. The input is not changed.
 */
export function selectInCatalog(catalog: JsonObject, rules: SelectionRules): JsonObject {
  const copy = structuredClone(catalog)
  const parsed = rules.select.map(parsePattern)
  const streams = Array.isArray(copy['streams']) ? copy['streams'].filter(isJsonObject) : []
  for (const stream of streams) {
    const id = String(stream['tap_stream_id'] ?? stream['stream'] ?? '')
    const entries = metadataEntries(stream)
    for (const entry of entries) entry.metadata['selected'] = false
    for (const rule of parsed.filter(({ include }) => include)) applyInclude(rule, id, entries)
    for (const rule of parsed.filter(({ include }) => !include)) applyExclude(rule, id, entries)
    applyMetadata(rules.metadata, id, entries)
    mirrorLegacyKeys(stream, entries)
  }
  return copy
}

interface Entry {
  /** Property names from the top; empty for the stream. */
  path: string[]
  metadata: JsonObject
}

function applyInclude(rule: Rule, id: string, entries: readonly Entry[]): void {
  if (!rule.stream.test(id)) return
  const hit = entries.filter((entry) => entry.path.length > 0 && matches(rule, entry))
  if (rule.property === null || hit.length > 0 || entries.length === 1) set(entries[0], true)
  for (const entry of rule.property === null ? entries.slice(1) : hit) {
    set(entry, true)
    // A nested property needs its parents.
    for (const other of entries) {
      if (other.path.length > 0 && other.path.length < entry.path.length) {
        if (other.path.every((part, index) => part === entry.path[index])) set(other, true)
      }
    }
  }
}

function applyExclude(rule: Rule, id: string, entries: readonly Entry[]): void {
  if (!rule.stream.test(id)) return
  const whole = rule.property === null || rule.property.source === ANYTHING.source
  if (whole) set(entries[0], false)
  for (const entry of entries.slice(1)) if (whole || matches(rule, entry)) set(entry, false)
}

function set(entry: Entry | undefined, selected: boolean): void {
  if (entry === undefined) return
  if (selected && entry.metadata['inclusion'] === 'unsupported') return
  entry.metadata['selected'] = selected
}

const matches = (rule: Rule, entry: Entry): boolean =>
  rule.property === null || rule.property.test(entry.path.join('.'))

/** Every property has an entry; Meltano leaves out those whose names are not plain words. */
function metadataEntries(stream: JsonObject): Entry[] {
  const list = Array.isArray(stream['metadata']) ? stream['metadata'].filter(isJsonObject) : []
  const known = new Map<string, JsonObject>()
  for (const item of list) {
    const breadcrumb = Array.isArray(item['breadcrumb']) ? item['breadcrumb'].map(String) : []
    if (!isJsonObject(item['metadata'])) item['metadata'] = {}
    known.set(JSON.stringify(breadcrumb), item['metadata'] as JsonObject)
  }
  const entryFor = (path: string[], inclusion: string): Entry => {
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
  stream['metadata'] = list
  return entries
}

function applyMetadata(metadata: JsonObject, id: string, entries: readonly Entry[]): void {
  for (const [target, values] of Object.entries(metadata)) {
    if (!isJsonObject(values)) continue
    const { stream, property } = parsePattern(target)
    if (!stream.test(id)) continue
    for (const entry of entries) {
      const hit = property === null ? entry.path.length === 0 : property.test(entry.path.join('.'))
      if (hit && (property === null || entry.path.length > 0)) Object.assign(entry.metadata, values)
    }
  }
}

/** Old extractors read `selected` and `replication_method` on the stream itself. */
function mirrorLegacyKeys(stream: JsonObject, entries: readonly Entry[]): void {
  const own = entries[0]?.metadata ?? {}
  stream['selected'] = own['selected'] ?? false
  for (const key of ['replication-method', 'replication-key'] as const) {
    if (own[key] !== undefined) stream[key.replace('-', '_')] = own[key]
  }
}

function parsePattern(pattern: string): Rule {
  const include = !pattern.startsWith('!')
  const [stream = '', ...rest] = (include ? pattern : pattern.slice(1)).split(/(?<!\\)\./)
  const property = rest.join('.').replaceAll('\\.', '.')
  return {
    include,
    stream: glob(stream.replaceAll('\\.', '.')),
    property: rest.length === 0 ? null : glob(property),
  }
}

const ANYTHING = /^[^]*$/

/** Unix fnmatch: `*`, `?`, `[…]`, case-sensitive; `*` also crosses dots. */
function glob(pattern: string): RegExp {
  if (pattern === '*') return ANYTHING
  const source = pattern.replaceAll(/\[!?[^\]]+\]|[^]/g, (part) => {
    if (part === '*') return '[^]*'
    if (part === '?') return '[^]'
    if (part.length > 2) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return part.replaceAll(/[\\^$.|+(){}[\]]/g, '\\$&')
  })
  return new RegExp(`^${source}$`)
}
