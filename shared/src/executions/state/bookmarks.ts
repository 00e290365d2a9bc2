import { isNumber } from '../../json/exact-number.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json/json.ts'

/** One position that the state keeps for a stream. */
interface Position {
  /** The replication key, or the extractor's name for it; empty if there is none. */
  key: string
  /** As stored; text without quotes. */
  value: string
  /** The moment in ISO 8601 if the value is a date; otherwise null. */
  at: string | null
  /** The part of the stream, as partitioned by the extractor; null for the whole. */
  part: string | null
}

export interface Bookmark {
  stream: string
  /** Empty if the bookmark contains no position. */
  positions: Position[]
  value: Json
}

/** Keys beside positions that describe how an extractor worked, not how far it got. */
const NOT_POSITIONS: ReadonlySet<string> = new Set([
  'replication_key',
  'last_replication_method',
  'initial_full_table_complete',
  'version',
  'progress_markers',
  'replication_key_signpost',
  'starting_replication_value',
  'partitions',
])
const FLAGS: ReadonlySet<string> = new Set(['currently_syncing', 'bookmarks'])

/**
 * Returns the bookmarks in a state, in order. Reads the formats of the Meltano SDK, singer-python and older
 * extractors: an object `bookmarks`, or streams at the top level (SINGER.md §3).
 */
export function bookmarksOf(state: Json): Bookmark[] {
  return Object.entries(streamsOf(state)).map(([stream, value]) => ({
    stream,
    positions: positionsOf(value, null),
    value,
  }))
}

/** Returns the streams of a state by name. */
export function streamsOf(state: Json): JsonObject {
  if (!isJsonObject(state)) return {}
  const { bookmarks } = state
  if (isJsonObject(bookmarks)) return bookmarks
  return Object.fromEntries(Object.entries(state).filter(([key]) => !FLAGS.has(key)))
}

/** Returns a state with its streams replaced; everything else is kept. */
export function withStreams(state: Json, streams: JsonObject): JsonObject {
  if (!isJsonObject(state)) return { bookmarks: streams }
  if (isJsonObject(state['bookmarks'])) return { ...state, bookmarks: streams }
  const beside = Object.fromEntries(Object.entries(state).filter(([key]) => FLAGS.has(key)))
  return { ...beside, ...streams }
}

function positionsOf(value: Json, part: string | null): Position[] {
  if (!isJsonObject(value)) return isScalar(value) ? [position('', value, part)] : []
  const key = value['replication_key']
  const ownBookmarks = Object.entries(value)
    .filter(([name, inner]) => !NOT_POSITIONS.has(name) && isScalar(inner))
    .map(([name, inner]) =>
      position(name === 'replication_key_value' && typeof key === 'string' ? key : name, inner, part),
    )
  const { partitions } = value
  if (!Array.isArray(partitions)) return ownBookmarks
  return [
    ...ownBookmarks,
    ...partitions.flatMap((partition) =>
      isJsonObject(partition)
        ? positionsOf(withoutContext(partition), contextText(partition['context']))
        : [],
    ),
  ]
}

const withoutContext = (partition: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(partition).filter(([name]) => name !== 'context'))

const contextText = (context: Json | undefined): string =>
  isJsonObject(context)
    ? Object.entries(context)
        .map(([name, value]) => `${name} ${textOf(value)}`)
        .join(', ')
    : textOf(context ?? null)

const isScalar = (value: Json): boolean => typeof value === 'string' || isNumber(value)

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

const position = (key: string, value: Json, part: string | null): Position => ({
  key,
  value: textOf(value),
  at: typeof value === 'string' ? momentOf(value) : null,
  part,
})

const DATE = /^(\d{4}-\d{2}-\d{2})(?:([T ])(\d{2}:\d{2})(:\d{2})?(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC)?$/i

/** Converts a date in a bookmark to ISO 8601; without a zone it is UTC, as in Singer. Null for other text. */
function momentOf(text: string): string | null {
  const found = DATE.exec(text.trim())
  if (found === null) return null
  const [, day = '', , minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = found
  const at = new Date(`${day}T${minutes}${seconds}${fraction.slice(0, 4)}${zoneOf(zone)}`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

const zoneOf = (zone: string): string => {
  if (/^(z|utc)$/i.test(zone)) return 'Z'
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
}

/**
 * Resets the bookmark of a stream to a moment, in the format of its dates. Undefined if none of its positions
 * is a date.
 */
export function backfilled(bookmark: Json, from: Date): Json | undefined {
  if (typeof bookmark === 'string') return rewritten(bookmark, from)
  if (!isJsonObject(bookmark)) return undefined
  let found = false
  const changed: [string, Json][] = []
  for (const [name, value] of Object.entries(bookmark)) {
    // Drop the extractor's progress within an execution: it would override the position.
    if (STALE.has(name)) continue
    const moved = movedBack(name, value, from)
    if (moved !== undefined) found = true
    changed.push([name, moved ?? value])
  }
  return found ? Object.fromEntries(changed) : undefined
}

const STALE: ReadonlySet<string> = new Set([
  'progress_markers',
  'replication_key_signpost',
  'starting_replication_value',
])

function movedBack(name: string, value: Json, from: Date): Json | undefined {
  if (name === 'partitions' && Array.isArray(value)) {
    const moved = value.map((part) => backfilled(part, from))
    return moved.some((part) => part !== undefined)
      ? value.map((part, index) => moved[index] ?? part)
      : undefined
  }
  if (NOT_POSITIONS.has(name) || name === 'context' || typeof value !== 'string') return undefined
  return rewritten(value, from)
}

function rewritten(text: string, from: Date): string | undefined {
  const found = DATE.exec(text.trim())
  if (found === null || momentOf(text) === null) return undefined
  const [, , separator, , seconds, fraction, zone] = found
  const iso = from.toISOString()
  if (separator === undefined) return iso.slice(0, 10)
  const time = iso.slice(11, seconds === undefined ? 16 : 19)
  const digits = fraction === undefined ? '' : `.${'0'.repeat(fraction.length - 1)}`
  // The moment is written in UTC, whatever the original zone.
  const suffix =
    zone === undefined ? '' : /^(z|utc)$/i.test(zone) ? zone : zone.replaceAll(/\d/g, '0').replace('-', '+')
  return `${iso.slice(0, 10)}${separator}${time}${digits}${suffix}`
}
