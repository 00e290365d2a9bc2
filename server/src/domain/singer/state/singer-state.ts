import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { looksLikeLog, looksLikeMetric } from '../../core/text/printed-json.ts'
import { meltanoContent } from './meltano-state.ts'

/** The reasons not to store a line of a loader as a state. */
export type StateRefusal = 'text' | 'value' | 'log' | 'metric' | 'message' | 'not-finite' | 'empty'

/**
 * `text` is the state as it was written, when the line is the state itself. `partial`: of some streams only, to be merged
 * onto the state before.
 */
export type StateLine = { state: JsonObject; text?: string; partial?: true } | { refusal: StateRefusal }

/**
 * Reads a line of a loader's stdout. A state is a JSON object that says how far a stream is: its shape is the
 * extractor's affair. Loaders also print their log, metrics and messages there, and none of that may replace a state.
 */
export function readStateLine(line: string): StateLine {
  const value = tryParseJson(line)
  if (value !== undefined) {
    const read = stateIn(value)
    return 'state' in read && read.state === value ? { state: read.state, text: line.trim() } : read
  }
  const finite = withoutInfinity(line)
  if (finite === undefined) return { refusal: 'text' }
  // Of a log line it does not matter that it also holds NaN.
  const read = stateIn(finite)
  return 'state' in read || read.refusal === 'empty' ? { refusal: 'not-finite' } : read
}

/**
 * The state in a JSON value, taken out of a STATE message and of what Meltano keeps a state in. The same rule for every
 * way that a state comes in.
 */
export function stateIn(value: Json): StateLine {
  if (isEmptyState(value)) return { refusal: 'empty' }
  if (!isJsonObject(value)) return { refusal: 'value' }
  const type = typeof value['type'] === 'string' ? value['type'].toUpperCase() : null
  if (type === 'STATE' && Object.hasOwn(value, 'value')) return stateIn(value['value'] ?? null)
  const meltano = meltanoContent(value)
  if (isJsonObject(meltano?.state)) {
    const read = stateIn(meltano.state)
    return 'state' in read && meltano.partial ? { ...read, partial: true } : read
  }
  // Whatever else stands there: this is what states of Singer hold, and nothing else does.
  if (isJsonObject(value['bookmarks'])) return { state: value }
  if (type !== null && isMessage(type, value)) return { refusal: 'message' }
  if (looksLikeMetric(value)) return { refusal: 'metric' }
  return looksLikeLog(value) ? { refusal: 'log' } : { state: value }
}

/** True when nothing in it says how far a stream is: nulls, empty objects and lists, and which stream is at work. */
function isEmptyState(value: Json | undefined): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.every(isEmptyState)
  if (!isJsonObject(value)) return false
  return Object.entries(value).every(([key, inner]) => key === 'currently_syncing' || isEmptyState(inner))
}

const MESSAGES: Record<string, readonly string[]> = {
  RECORD: ['stream', 'record'],
  SCHEMA: ['stream', 'schema'],
  BATCH: ['stream', 'manifest'],
  ACTIVATE_VERSION: ['stream', 'version'],
  STATE: ['type'],
  // Of Airbyte, whose connectors run behind a wrapper.
  LOG: ['log'],
  TRACE: ['trace'],
  CONTROL: ['control'],
  CATALOG: ['catalog'],
  SPEC: ['spec'],
  CONNECTION_STATUS: ['connectionStatus'],
}

function isMessage(type: string, value: JsonObject): boolean {
  const parts = Object.hasOwn(MESSAGES, type) ? MESSAGES[type] : undefined
  // An Airbyte STATE message holds its state under another name, and an extractor keeps it as a whole.
  if (type === 'STATE') return !isJsonObject(value['state'])
  return parts?.some((part) => Object.hasOwn(value, part)) === true
}

/** The look for numbers outside of texts needs room for each character. */
const MOST_CHARACTERS = 1_000_000

/** Python writes NaN and Infinity, which JSON does not know: the value with null there; undefined for other text. */
function withoutInfinity(line: string): Json | undefined {
  if (line.length > MOST_CHARACTERS || !/NaN|Infinity/.test(line)) return undefined
  return tryParseJson(
    line.replace(/("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity)\b/g, (_match, quoted?: string) => quoted ?? 'null'),
  )
}
