import type { JsonObject } from '../json/json.ts'
import { FIELD, nearestAbove } from './compact.ts'
import type { CompactCatalog, CompactStream } from './compact-schema.ts'
import {
  findDecidingLines,
  matchStream,
  patternOf,
  type MatchingLine,
  type StreamMatch,
} from './match-stream.ts'
import { metadataRulesByStream, type MetadataRule } from './metadata-rules.ts'
import type { SelectPattern } from './patterns.ts'

/** Why the extractor emits a field or not. */
const FIELD_STATUSES = [
  'selected',
  'automatic',
  'stream',
  'parent',
  'unsupported',
  'left-out',
  'not-selected',
] as const
export type FieldStatus = (typeof FIELD_STATUSES)[number]

export const isEmitted = (status: FieldStatus): boolean => status === 'selected' || status === 'automatic'

/** A stream with its fields in the form that patterns match. */
export interface IndexedStream {
  stream: CompactStream
  /** Breadcrumbs joined by dots. */
  paths: readonly string[]
  /** Index of the nearest parent field by field; -1 at the top level. */
  parents: Int32Array
  /** Number of fields that the extractor supports. */
  selectable: number
}

/** A stream with a selection applied. */
export interface SelectedStream {
  indexed: IndexedStream
  selected: boolean
  /** See `findDecidingLines`. */
  decidingLines: Int16Array
  /** Index in `FIELD_STATUSES` by field. */
  statuses: Uint8Array
  emitted: number
  /** Whether `_select_filter` removes it, regardless of the lines. */
  filtered: boolean
  rules: readonly MetadataRule[]
}

/** The effect of a line of the selection. */
interface LineEffect {
  /** Number of selectable fields it matches; for an exclude, those it removes. */
  fields: number
  /** Whether it matches anything in this catalogue. */
  matches: boolean
}

export interface SelectionView {
  /** The types of fields that the streams refer to. */
  types: readonly string[]
  streams: readonly SelectedStream[]
  lines: readonly LineEffect[]
  selectedStreams: number
  emittedFields: number
  fields: number
}

export interface SelectorRules {
  select: readonly string[]
  metadata: JsonObject
  selectFilter: readonly string[]
}

export interface Selector {
  streams: readonly IndexedStream[]
  /** Selects as an execution does with the same rules and catalogue. */
  select(rules: SelectorRules): SelectionView
  /** Returns what one line matches, by stream. */
  matchesOfLine(text: string): ReadonlyMap<IndexedStream, StreamMatch>
}

/** Number of lines whose matches are cached, so that an edit computes only one line. */
const MAX_REMEMBERED = 2500

/**
 * Creates a selector for repeated selection in one catalogue. Compiles patterns once and caches their matches.
 */
export function createSelector(catalog: CompactCatalog): Selector {
  const streams = catalog.streams.map(indexStream)
  const byId = new Map<string, IndexedStream[]>()
  for (const indexed of streams) {
    byId.set(indexed.stream.id, [...(byId.get(indexed.stream.id) ?? []), indexed])
  }
  const fields = streams.reduce((sum, { paths }) => sum + paths.length, 0)
  const cache = new Map<string, ReadonlyMap<IndexedStream, StreamMatch>>()

  const matchesOfLine = (text: string): ReadonlyMap<IndexedStream, StreamMatch> => {
    const cached = cache.get(text)
    if (cached !== undefined) return cached
    if (cache.size >= MAX_REMEMBERED) cache.clear()
    const pattern = patternOf(text)
    const candidates = pattern.literal === null ? streams : (byId.get(pattern.literal) ?? [])
    const found = new Map<IndexedStream, StreamMatch>()
    for (const indexed of candidates) {
      const match = matchStream(pattern, indexed.stream.id, indexed.paths)
      if (match !== null) found.set(indexed, match)
    }
    cache.set(text, found)
    return found
  }

  return {
    streams,
    matchesOfLine,
    select({ select, metadata, selectFilter }) {
      const matching = new Map<IndexedStream, MatchingLine[]>()
      const patterns = select.map(patternOf)
      const lines = patterns.map((pattern, index): LineEffect => {
        const matched = matchesOfLine(pattern.text)
        for (const [indexed, match] of matched) {
          const line = { index, excludes: pattern.excludes, match }
          const others = matching.get(indexed)
          if (others === undefined) matching.set(indexed, [line])
          else others.push(line)
        }
        return { fields: 0, matches: matchesAny(matched) }
      })
      const rulesOf = metadataRulesByStream(metadata)
      const isFiltered = filterOf(selectFilter.map(patternOf))
      const view = streams.map((indexed): SelectedStream => {
        const { id } = indexed.stream
        const streamLines = matching.get(indexed) ?? []
        const selectedStream = selectStream(indexed, streamLines, rulesOf(id), isFiltered(id))
        countLines(lines, streamLines, selectedStream)
        return selectedStream
      })
      return {
        types: catalog.types,
        streams: view,
        lines,
        selectedStreams: view.filter(({ selected }) => selected).length,
        emittedFields: view.reduce((sum, { emitted }) => sum + emitted, 0),
        fields,
      }
    },
  }
}

function indexStream(stream: CompactStream): IndexedStream {
  const paths = stream.fields.map((field) => `${FIELD}${field}`)
  const parents = new Int32Array(paths.length).fill(-1)
  const isNested = (path: string): boolean => path.includes('.', FIELD.length)
  if (paths.some(isNested)) {
    const places = new Map(paths.map((path, index) => [path, index]))
    for (const [index, path] of paths.entries()) {
      if (isNested(path)) parents[index] = nearestAbove(path, places)
    }
  }
  return { stream, paths, parents, selectable: stream.inclusions.replaceAll('u', '').length }
}

const matchesAny = (matched: ReadonlyMap<IndexedStream, StreamMatch>): boolean => {
  for (const [{ paths }, { stream, fields }] of matched) {
    if (fields === 'all' || fields.length > 0 || (stream && paths.length === 0)) return true
  }
  return false
}

function filterOf(filter: readonly SelectPattern[]): (id: string) => boolean {
  const includes = filter.filter(({ excludes }) => !excludes)
  const excludes = filter.filter((pattern) => pattern.excludes)
  return (id) =>
    (includes.length > 0 && !includes.some(({ stream }) => stream.test(id))) ||
    excludes.some(({ stream }) => stream.test(id))
}

const CODE = Object.fromEntries(FIELD_STATUSES.map((status, index) => [status, index])) as Record<
  FieldStatus,
  number
>

/** Selects one stream by the lines that match it. */
export function selectStream(
  indexed: IndexedStream,
  lines: readonly MatchingLine[],
  rules: readonly MetadataRule[] = [],
  filtered = false,
): SelectedStream {
  const { paths } = indexed
  const decidingLines = findDecidingLines(lines, paths.length)
  const set = setByRules(indexed, rules)
  const selected = !filtered && (set.stream ?? (decidingLines[0] ?? 0) > 0)
  const statuses = statusCodes(indexed, selected, decidingLines, set)
  let emitted = 0
  for (const code of statuses) if (code <= CODE.automatic) emitted += 1
  return { indexed, selected, decidingLines, statuses, emitted, filtered, rules }
}

interface SetByRules {
  stream: boolean | null
  selected: ReadonlyMap<number, boolean>
  inclusions: ReadonlyMap<number, string>
}
const NOTHING_SET: SetByRules = { stream: null, selected: new Map(), inclusions: new Map() }

/** Returns the selection by `_metadata`, which is applied after the lines. */
function setByRules({ paths }: IndexedStream, rules: readonly MetadataRule[]): SetByRules {
  const streamRules = rules.filter(({ key }) => key === 'selected' || key === 'inclusion')
  if (streamRules.length === 0) return NOTHING_SET
  let stream: boolean | null = null
  const selected = new Map<number, boolean>()
  const inclusions = new Map<number, string>()
  for (const { property, key, value } of streamRules) {
    if (property === null) {
      if (key === 'selected') stream = value === true
      continue
    }
    for (const [field, path] of paths.entries()) {
      if (!property.test(path)) continue
      if (key === 'selected') selected.set(field, value === true)
      else inclusions.set(field, typeof value === 'string' ? value.charAt(0) : '')
    }
  }
  return { stream, selected, inclusions }
}

function statusCodes(
  { parents, stream: { inclusions } }: IndexedStream,
  selected: boolean,
  decidingLines: Int16Array,
  set: SetByRules,
): Uint8Array {
  const statuses = new Uint8Array(parents.length)
  if (!selected) return statuses.fill(CODE.stream)
  const { automatic, parent, unsupported } = CODE
  for (let field = 0; field < parents.length; field += 1) {
    const above = parents[field] ?? -1
    const decidingLine = decidingLines[field + 1] ?? 0
    const inclusion = set.inclusions.get(field) ?? inclusions[field]
    // Compact streams list a field before its nested fields.
    if (above !== -1 && (statuses[above] ?? 0) > automatic) statuses[field] = parent
    else if (inclusion === 'u') statuses[field] = unsupported
    else if (inclusion === 'a') statuses[field] = automatic
    else if (set.selected.get(field) ?? decidingLine > 0) statuses[field] = CODE.selected
    else statuses[field] = decidingLine < 0 ? CODE['left-out'] : CODE['not-selected']
  }
  return statuses
}

function countLines(
  effects: readonly LineEffect[],
  lines: readonly MatchingLine[],
  { decidingLines, indexed }: SelectedStream,
): void {
  const { inclusions } = indexed.stream
  for (const { index, excludes, match } of lines) {
    const effect = effects[index]
    if (effect === undefined) continue
    if (!excludes && match.fields === 'all') {
      effect.fields += indexed.selectable
      continue
    }
    const fields = match.fields === 'all' ? inclusions.length : match.fields.length
    for (let place = 0; place < fields; place += 1) {
      const field = match.fields === 'all' ? place : (match.fields[place] ?? 0)
      const counts = excludes
        ? inclusions[field] === 's' && decidingLines[field + 1] === -index - 1
        : inclusions[field] !== 'u'
      if (counts) effect.fields += 1
    }
  }
}

/** Returns the status of a field of a stream. */
export const statusOf = ({ statuses }: SelectedStream, field: number): FieldStatus =>
  FIELD_STATUSES[statuses[field] ?? 0] ?? 'not-selected'
