import { copyJson, isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import { catalogEntries, nameOfStream, type CatalogEntry } from '@flx/shared/catalog/entries'
import {
  findDecidingLines,
  matchesSomething,
  patternOf,
  matchStream,
  type MatchingLine,
} from '@flx/shared/catalog/match-stream'
import { metadataRules, PRIMARY_KEYS, type MetadataRule } from '@flx/shared/catalog/metadata-rules'
import { glob, type SelectPattern } from '@flx/shared/catalog/patterns'
import { nameParts } from '@flx/shared/settings/setting-path'

/** The rules that a pipeline applies to an extractor's catalogue: Meltano's extras (SINGER.md §2.7). */
export interface SelectionRules {
  /** Patterns such as `users.*` or `!users.ssn`. */
  select: readonly string[]
  /** Narrows the selected streams: `users` keeps only the matching ones, `!users` drops them. */
  selectFilter: readonly string[]
  /** `{<stream>: {<key>: value, <property>: {<key>: value}}}`; stream and property names can be patterns. */
  metadata: JsonObject
  /** `{<stream>: {<property>: JSON schema}}`: replaces or adds a property's schema. */
  schema: JsonObject
  /** Exact names to which the selection is limited; null = no limit. */
  only: readonly string[] | null
}

export interface Selection {
  catalog: JsonObject
  /** Rules without a match in this catalogue, such as `_select "users.ssn"`. */
  unmatched: string[]
}

/**
 * Applies the selection rules to a discovered catalogue: first all includes, then all excludes, in any order. Always writes
 * `selected`, because connectors skip entries without it. Does not change the input.
 */
export function selectInCatalog(catalog: JsonObject, rules: SelectionRules): Selection {
  const copy = copyJson(catalog)
  const patterns = rules.select.map(patternOf)
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
    const matchingLines = patterns.flatMap((line, index): MatchingLine[] => {
      const match = matchStream(line, id, paths)
      if (match === null) return []
      if (matchesSomething(match) || (match.stream && entries.length === 1)) {
        matched.add(ruleName('select', line.text))
      }
      return [{ index, excludes: line.excludes, match }]
    })
    const decidingLines = findDecidingLines(matchingLines, paths.length)
    for (const entry of entries) entry.metadata['selected'] = false
    select(entries[0], (decidingLines[0] ?? 0) > 0)
    for (const [index, field] of fields.entries()) select(field, (decidingLines[index + 1] ?? 0) > 0)
    const streamRules = metadata.filter((rule) => rule.stream.test(id))
    for (const rule of streamRules) setMetadata(rule, entries, matched)
    if (isFilteredOut(id, filter, matched)) select(entries[0], false)
    if (rules.only !== null && !rules.only.includes(id)) select(entries[0], false)
    mirrorLegacyKeys(stream, entries, streamRules)
    if (withoutMetadata) mirrorInSchema(stream, entries)
  }
  return { catalog: copy, unmatched: ruleNames(rules).filter((name) => !matched.has(name)) }
}

/** Deselects streams of a user's own catalogue and keeps the rest of its selection. Does not change the input. */
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

/** Lists the streams of a catalogue in order, and whether each is selected. */
export function streamsOf(catalog: JsonObject): { name: string; selected: boolean }[] {
  const streams = Array.isArray(catalog['streams']) ? catalog['streams'].filter(isJsonObject) : []
  return streams.map((stream) => ({ name: nameOfStream(stream), selected: stream['selected'] === true }))
}

const ruleName = (extra: string, text: string): string => `_${extra} "${text}"`

/** Returns one sentence for each rule without a match. */
export const unmatchedSentences = (extractor: string, unmatched: readonly string[]): string[] =>
  unmatched.map((rule) => `${rule} matches nothing in the catalogue of ${extractor}.`)

/** Names every rule that is expected to match. Omits `*.*`, the default, which no user wrote. */
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
    const isStream = entry.path === ''
    if (property === null ? !isStream : isStream || !property.test(entry.path)) continue
    matched.add(ruleName('metadata', place))
    if (key === 'selected' && value === true) select(entry, true)
    else entry.metadata[key] = value
  }
}

function replaceSchemas(stream: JsonObject, id: string, rules: JsonObject, matched: Set<string>): void {
  for (const [pattern, schemas] of Object.entries(rules)) {
    const properties = schemasFor(id, pattern, schemas)
    if (properties === undefined) continue
    matched.add(ruleName('schema', pattern))
    const schema = isJsonObject(stream['schema']) ? stream['schema'] : { type: 'object' }
    const existing = isJsonObject(schema['properties']) ? schema['properties'] : {}
    const replaced = Object.entries(properties).flatMap(([name, property]) => {
      // A pattern applies to existing properties only.
      const names = /[*?[\]]/.test(name)
        ? Object.keys(existing).filter((existingName) => glob(name).test(existingName))
        : [name]
      return names.map((replacedName) => [replacedName, copyJson(property)] as const)
    })
    stream['schema'] = { ...schema, properties: { ...existing, ...Object.fromEntries(replaced) } }
  }
}

/** Returns the schemas by property. `users.id` means the property `id` of `users`, unless the whole key matches a stream. */
function schemasFor(id: string, pattern: string, schemas: Json): JsonObject | undefined {
  if (!isJsonObject(schemas)) return undefined
  if (glob(pattern).test(id)) return schemas
  const [stream = '', ...rest] = nameParts(pattern)
  return rest.length > 0 && glob(stream).test(id) ? { [rest.join('.')]: schemas } : undefined
}

function isFilteredOut(id: string, filter: readonly SelectPattern[], matched: Set<string>): boolean {
  const matching = filter.filter(({ stream }) => stream.test(id))
  for (const { text } of matching) matched.add(ruleName('select_filter', text))
  const isIncluded = matching.some(({ excludes }) => !excludes)
  if (!isIncluded && filter.some(({ excludes }) => !excludes)) return true
  return matching.some(({ excludes }) => excludes)
}

/**
 * Copies metadata to the stream itself: old extractors read `selected`, `replication_method` and any other key there;
 * extractors of the SDK read the primary key there.
 */
function mirrorLegacyKeys(
  stream: JsonObject,
  entries: readonly CatalogEntry[],
  rules: readonly MetadataRule[],
): void {
  const streamMetadata: Record<string, Json> = entries[0]?.metadata ?? {}
  stream['selected'] = streamMetadata['selected'] ?? false
  const setKeys = rules.filter(({ property }) => property === null).map(({ key }) => key)
  for (const key of ['replication-method', 'replication-key', ...setKeys]) {
    if (key !== 'selected' && streamMetadata[key] !== undefined)
      stream[key.replaceAll('-', '_')] = streamMetadata[key]
  }
  const primaryKey = setKeys.findLast((key) => PRIMARY_KEYS.includes(key))
  if (primaryKey !== undefined && streamMetadata[primaryKey] !== undefined)
    stream['key_properties'] = streamMetadata[primaryKey]
}

/** Extractors older than metadata discover none and read the selection from the schema. */
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
