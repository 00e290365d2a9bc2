import { copyJson, isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { catalogEntries, nameOfStream, type CatalogEntry } from '@flx/shared/catalog/entries'
import {
  markStream,
  matchesSomething,
  patternOf,
  reachOf,
  type ReachingLine,
} from '@flx/shared/catalog/mark-stream'
import { metadataRules, PRIMARY_KEYS, type MetadataRule } from '@flx/shared/catalog/metadata-rules'
import { glob, type SelectPattern } from '@flx/shared/catalog/patterns'
import { nameParts } from '@flx/shared/settings/setting-path'

/** A pipeline's rules for an extractor's catalogue: Meltano's extras (SINGER.md §2.7). */
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

export interface Selection {
  catalog: JsonObject
  /** Rules that match nothing in this catalogue, as `_select "users.ssn"`. */
  unmatched: string[]
}

/**
 * Writes what is selected into a discovered catalogue: all includes first, then all excludes, whatever their order.
 * Always writes `selected`, because connectors skip what carries none. The input is not changed.
 */
export function selectInCatalog(catalog: JsonObject, rules: SelectionRules): Selection {
  const copy = copyJson(catalog)
  const lines = rules.select.map(patternOf)
  const filter = rules.selectFilter.map(patternOf)
  const metadata = metadataRules(rules.metadata)
  const streams = Array.isArray(copy['streams']) ? copy['streams'].filter(isJsonObject) : []
  const matched = new Set<string>()
  for (const stream of streams) {
    const id = nameOfStream(stream)
    replaceSchemas(stream, id, rules.schema, matched)
    const withoutMetadata = !Array.isArray(stream['metadata'])
    const entries = catalogEntries(stream)
    const fields = entries.filter(({ path }) => isProperty(path))
    const paths = fields.map(({ path }) => path)
    const reaching = lines.flatMap((line, index): ReachingLine[] => {
      const reach = reachOf(line, id, paths)
      if (reach === null) return []
      if (matchesSomething(reach) || (reach.stream && entries.length === 1)) {
        matched.add(ruleName('select', line.text))
      }
      return [{ index, excludes: line.excludes, reach }]
    })
    const marks = markStream(reaching, paths.length)
    for (const entry of entries) entry.metadata['selected'] = false
    select(entries[0], (marks[0] ?? 0) > 0)
    for (const [index, field] of fields.entries()) select(field, (marks[index + 1] ?? 0) > 0)
    const own = metadata.filter((rule) => rule.stream.test(id))
    for (const rule of own) setMetadata(rule, entries, matched)
    if (isFilteredOut(id, filter, matched)) select(entries[0], false)
    if (rules.only !== null && !rules.only.includes(id)) select(entries[0], false)
    mirrorLegacyKeys(stream, entries, own)
    if (withoutMetadata) mirrorInSchema(stream, entries)
  }
  return { catalog: copy, unmatched: ruleNames(rules).filter((name) => !matched.has(name)) }
}

/**
 * Takes streams out of a catalogue that a person wrote: what else is selected in it stays theirs to say. The input is
 * not changed.
 */
export function filterCatalog(
  catalog: JsonObject,
  { selectFilter, only }: Pick<SelectionRules, 'selectFilter' | 'only'>,
): JsonObject {
  if (selectFilter.length === 0 && only === null) return catalog
  const copy = copyJson(catalog)
  const filter = selectFilter.map(patternOf)
  const streams = Array.isArray(copy['streams']) ? copy['streams'].filter(isJsonObject) : []
  for (const stream of streams) {
    const id = nameOfStream(stream)
    const entries = catalogEntries(stream)
    if (!isFilteredOut(id, filter, new Set()) && only?.includes(id) !== false) continue
    select(entries[0], false)
    stream['selected'] = false
  }
  return copy
}

/** The streams of a catalogue with its selection, in their order. */
export function streamsOf(catalog: JsonObject): { name: string; selected: boolean }[] {
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'].filter(isJsonObject) : []
  return streams.map((stream) => ({ name: nameOfStream(stream), selected: stream['selected'] === true }))
}

const ruleName = (extra: string, text: string): string => `_${extra} "${text}"`

/** A sentence for each rule that matches nothing. */
export const unmatchedSentences = (extractor: string, unmatched: readonly string[]): string[] =>
  unmatched.map((rule) => `${rule} matches nothing in the catalogue of ${extractor}.`)

/** Every rule that should match something. `*.*` is the default and not written by a person. */
export function ruleNames(rules: Omit<SelectionRules, 'only'>): string[] {
  return [
    ...rules.select.filter((text) => text !== '*.*').map((text) => ruleName('select', text)),
    ...rules.selectFilter.map((text) => ruleName('select_filter', text)),
    ...new Set(metadataRules(rules.metadata).map(({ place }) => ruleName('metadata', place))),
    ...Object.keys(rules.schema).map((stream) => ruleName('schema', stream)),
  ]
}

const isProperty = (path: string): boolean => path.startsWith('properties.')

function select(entry: CatalogEntry | undefined, selected: boolean): void {
  if (entry === undefined) return
  if (selected && entry.metadata['inclusion'] === 'unsupported') return
  entry.metadata['selected'] = selected
}

function setMetadata(
  { property, key, value, place }: MetadataRule,
  entries: readonly CatalogEntry[],
  matched: Set<string>,
): void {
  for (const entry of entries) {
    const own = entry.path === ''
    if (property === null ? !own : own || !property.test(entry.path)) continue
    matched.add(ruleName('metadata', place))
    if (key === 'selected' && value === true) select(entry, true)
    else entry.metadata[key] = value
  }
}

function replaceSchemas(stream: JsonObject, id: string, rules: JsonObject, matched: Set<string>): void {
  for (const [pattern, given] of Object.entries(rules)) {
    const properties = schemasFor(id, pattern, given)
    if (properties === undefined) continue
    matched.add(ruleName('schema', pattern))
    const schema = isJsonObject(stream['schema']) ? stream['schema'] : { type: 'object' }
    const known = isJsonObject(schema['properties']) ? schema['properties'] : {}
    const replaced = Object.entries(properties).flatMap(([name, property]) => {
      // A pattern stands for the properties that are there.
      const names = /[*?[\]]/.test(name) ? Object.keys(known).filter((one) => glob(name).test(one)) : [name]
      return names.map((one) => [one, copyJson(property)] as const)
    })
    stream['schema'] = { ...schema, properties: { ...known, ...Object.fromEntries(replaced) } }
  }
}

/** By property; `users.id` names the property `id` of `users`, unless the whole key is a stream. */
function schemasFor(id: string, pattern: string, given: Json): JsonObject | undefined {
  if (!isJsonObject(given)) return undefined
  if (glob(pattern).test(id)) return given
  const [stream = '', ...rest] = nameParts(pattern)
  return rest.length > 0 && glob(stream).test(id) ? { [rest.join('.')]: given } : undefined
}

function isFilteredOut(id: string, filter: readonly SelectPattern[], matched: Set<string>): boolean {
  const hits = filter.filter(({ stream }) => stream.test(id))
  for (const { text } of hits) matched.add(ruleName('select_filter', text))
  const kept = hits.some(({ excludes }) => !excludes)
  if (!kept && filter.some(({ excludes }) => !excludes)) return true
  return hits.some(({ excludes }) => excludes)
}

/**
 * Old extractors read `selected` and `replication_method` on the stream itself, and whatever else is set for it; those
 * of the SDK read the primary key there.
 */
function mirrorLegacyKeys(
  stream: JsonObject,
  entries: readonly CatalogEntry[],
  rules: readonly MetadataRule[],
): void {
  const own: Record<string, Json> = entries[0]?.metadata ?? {}
  stream['selected'] = own['selected'] ?? false
  const set = rules.filter(({ property }) => property === null).map(({ key }) => key)
  for (const key of ['replication-method', 'replication-key', ...set]) {
    if (key !== 'selected' && own[key] !== undefined) stream[key.replaceAll('-', '_')] = own[key]
  }
  const primaryKey = set.findLast((key) => PRIMARY_KEYS.includes(key))
  if (primaryKey !== undefined && own[primaryKey] !== undefined) stream['key_properties'] = own[primaryKey]
}

/** Extractors from before there was metadata, which discover none, read in the schema what is selected. */
function mirrorInSchema(stream: JsonObject, entries: readonly CatalogEntry[]): void {
  const { schema } = stream
  if (!isJsonObject(schema)) return
  const selected = new Map(entries.map(({ path, metadata }) => [path, metadata['selected'] === true]))
  schema['selected'] = selected.get('') ?? false
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  for (const [name, property] of Object.entries(properties)) {
    if (isJsonObject(property)) property['selected'] = selected.get(`properties.${name}`) ?? false
  }
}
