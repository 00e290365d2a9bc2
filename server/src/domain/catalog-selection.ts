import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

import { catalogEntries, nameOfStream, type CatalogEntry } from './catalog-entries.ts'

/** What a pipeline says about an extractor's catalogue: Meltano's extras (SINGER.md §2.7). */
export interface SelectionRules {
  /** Patterns such as `users.*` or `!users.ssn`. */
  select: readonly string[]
  /** Streams to take out of what is selected: `users` keeps only these, `!users` leaves it out. */
  selectFilter: readonly string[]
  /** `{<stream>: {<key>: value, <property>: {<key>: value}}}`; streams and properties may be patterns. */
  metadata: JsonObject
  /** `{<stream>: {<property>: JSON schema}}`: replaces the schema of a property, or adds it. */
  schema: JsonObject
  /** Only these streams, by their exact names, of what is selected otherwise; null = all of it. */
  only: readonly string[] | null
}

interface Pattern {
  stream: RegExp
  /** Matches property names joined by dots; null = the stream itself. */
  property: RegExp | null
}

/**
 * Writes what is selected into a discovered catalogue: all includes first, then all excludes, whatever their order.
 * Always writes `selected`, because connectors skip what carries none. The input is not changed.
 */
export function selectInCatalog(catalog: JsonObject, rules: SelectionRules): JsonObject {
  const copy = structuredClone(catalog)
  const includes = rules.select.filter((pattern) => !pattern.startsWith('!')).map(parsePattern)
  const excludes = negated(rules.select).map(parsePattern)
  const streams = Array.isArray(copy['streams']) ? copy['streams'].filter(isJsonObject) : []
  for (const stream of streams) {
    const id = nameOfStream(stream)
    replaceSchemas(stream, id, rules.schema)
    const entries = catalogEntries(stream)
    for (const entry of entries) entry.metadata['selected'] = false
    for (const pattern of includes) if (pattern.stream.test(id)) include(pattern, entries)
    for (const pattern of excludes) if (pattern.stream.test(id)) exclude(pattern, entries)
    for (const [pattern, values] of Object.entries(rules.metadata)) {
      if (isJsonObject(values) && glob(pattern).test(id)) addMetadata(values, [], entries)
    }
    if (isFilteredOut(id, rules.selectFilter)) select(entries[0], false)
    if (rules.only !== null && !rules.only.includes(id)) select(entries[0], false)
    mirrorLegacyKeys(stream, entries)
  }
  return copy
}

/** The streams of a catalogue with its selection, in their order. */
export function streamsOf(catalog: JsonObject): { name: string; selected: boolean }[] {
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'].filter(isJsonObject) : []
  return streams.map((stream) => ({ name: nameOfStream(stream), selected: stream['selected'] === true }))
}

/** Which of these streams a catalogue lacks or leaves out. */
export function notSelected(catalog: JsonObject, names: readonly string[]): string[] {
  const selected = new Set(streamsOf(catalog).flatMap((stream) => (stream.selected ? stream.name : [])))
  return names.filter((name) => !selected.has(name))
}

const negated = (patterns: readonly string[]): string[] =>
  patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))

function include({ property }: Pattern, entries: readonly CatalogEntry[]): void {
  select(entries[0], true)
  for (const entry of entries.slice(1)) {
    if (property !== null && !property.test(dotted(entry))) continue
    select(entry, true)
    // A nested property needs its parents.
    for (const other of entries.slice(1)) if (isParent(other, entry)) select(other, true)
  }
}

const isParent = (other: CatalogEntry, entry: CatalogEntry): boolean =>
  other.path.length < entry.path.length && other.path.every((part, index) => part === entry.path[index])

function exclude({ property }: Pattern, entries: readonly CatalogEntry[]): void {
  const whole = property === null || property.source === ANYTHING.source
  if (whole) select(entries[0], false)
  for (const entry of entries.slice(1)) if (whole || property.test(dotted(entry))) select(entry, false)
}

function select(entry: CatalogEntry | undefined, selected: boolean): void {
  if (entry === undefined) return
  if (selected && entry.metadata['inclusion'] === 'unsupported') return
  entry.metadata['selected'] = selected
}

const dotted = (entry: CatalogEntry): string => entry.path.join('.')

/** An object is a property and what holds for it; everything else is a value of what stands above it. */
function addMetadata(values: JsonObject, path: readonly string[], entries: readonly CatalogEntry[]): void {
  const property = path.length === 0 ? null : glob(path.join('.'))
  for (const [key, value] of Object.entries(values)) {
    if (isJsonObject(value)) {
      addMetadata(value, [...path, key], entries)
      continue
    }
    for (const entry of entries) {
      const hit =
        property === null ? entry.path.length === 0 : entry.path.length > 0 && property.test(dotted(entry))
      if (hit) entry.metadata[key] = value
    }
  }
}

function replaceSchemas(stream: JsonObject, id: string, rules: JsonObject): void {
  for (const [pattern, properties] of Object.entries(rules)) {
    if (!isJsonObject(properties) || !glob(pattern).test(id)) continue
    const schema = isJsonObject(stream['schema']) ? stream['schema'] : { type: 'object' }
    const known = isJsonObject(schema['properties']) ? schema['properties'] : {}
    stream['schema'] = { ...schema, properties: { ...known, ...structuredClone(properties) } }
  }
}

function isFilteredOut(id: string, filter: readonly string[]): boolean {
  const kept = filter.filter((pattern) => !pattern.startsWith('!'))
  if (kept.length > 0 && !kept.some((pattern) => glob(pattern).test(id))) return true
  return negated(filter).some((pattern) => glob(pattern).test(id))
}

/** Old extractors read `selected` and `replication_method` on the stream itself. */
function mirrorLegacyKeys(stream: JsonObject, entries: readonly CatalogEntry[]): void {
  const own: Record<string, Json> = entries[0]?.metadata ?? {}
  stream['selected'] = own['selected'] ?? false
  for (const key of ['replication-method', 'replication-key'] as const) {
    if (own[key] !== undefined) stream[key.replace('-', '_')] = own[key]
  }
}

/** Stream and property are parted by the first dot that has no backslash before it. */
function parsePattern(pattern: string): Pattern {
  const [stream = '', ...rest] = pattern.split(/(?<!\\)\./)
  return {
    stream: glob(unescaped(stream)),
    property: rest.length === 0 ? null : glob(unescaped(rest.join('.'))),
  }
}

const unescaped = (text: string): string => text.replaceAll(String.raw`\.`, '.')

const ANYTHING = /^[^]*$/

/** Unix fnmatch: `*`, `?`, `[…]`, case-sensitive; `*` also crosses dots. */
function glob(pattern: string): RegExp {
  if (pattern === '*') return ANYTHING
  const source = pattern.replaceAll(/\[!?\]?[^\]]*\]|[^]/g, (part) => {
    if (part === '*') return '[^]*'
    if (part === '?') return '[^]'
    if (part.length > 2 && part.startsWith('[')) return characterClass(part)
    return part.replaceAll(/[\\^$.|+(){}[\]]/g, String.raw`\$&`)
  })
  return new RegExp(`^${source}$`)
}

function characterClass(part: string): string {
  const negative = part.startsWith('[!')
  const inside = part.slice(negative ? 2 : 1, -1).replaceAll(/[\\\]^[]/g, String.raw`\$&`)
  return `[${negative ? '^' : ''}${inside}]`
}
