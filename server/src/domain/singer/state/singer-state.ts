import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import { looksLikeLog, looksLikeMetric } from '../../core/text/printed-json.ts'
import { meltanoContent } from './meltano-state.ts'

/** Why a loader's line is not stored as a state. */
export type StateRefusal = 'text' | 'value' | 'log' | 'metric' | 'message' | 'not-finite' | 'empty'

/**
 * `text` is the original text, if the whole line is the state. `partial`: it covers only some streams; merge it onto the
 * previous state.
 */
export type StateLine = { state: JsonObject; text?: string; partial?: true } | { refusal: StateRefusal }

/**
 * Reads a line of a loader's stdout. A state is a JSON object that records the progress of each stream; its shape is up to the
 * extractor. Loaders also print logs, metrics and messages there, none of which may replace a state.
 */
export function readStateLine(line: string): StateLine {
  const value = tryParseJson(line)
  if (value !== undefined) {
    const parsed = stateIn(value)
    return 'state' in parsed && parsed.state === value ? { state: parsed.state, text: line.trim() } : parsed
  }
  const finite = withoutInfinity(line)
  if (finite === undefined) return { refusal: 'text' }
  // A log line is refused as such, even if it contains NaN.
  const parsed = stateIn(finite)
  return 'state' in parsed || parsed.refusal === 'empty' ? { refusal: 'not-finite' } : parsed
}

/**
 * Finds the state in a JSON value, unwrapping STATE messages and Meltano documents. Every path that accepts a state applies
 * this rule.
 */
export function stateIn(value: Json): StateLine {
  if (isEmptyState(value)) return { refusal: 'empty' }
  if (!isJsonObject(value)) return { refusal: 'value' }
  const type = typeof value['type'] === 'string' ? value['type'].toUpperCase() : null
  if (type === 'STATE' && Object.hasOwn(value, 'value')) return stateIn(value['value'] ?? null)
  const meltano = meltanoContent(value)
  if (isJsonObject(meltano?.state)) {
    const parsed = stateIn(meltano.state)
    return 'state' in parsed && meltano.partial ? { ...parsed, partial: true } : parsed
  }
  // `bookmarks` occurs in Singer states and nowhere else, so the other members do not matter.
  if (isJsonObject(value['bookmarks'])) return { state: value }
  if (type !== null && isMessage(type, value)) return { refusal: 'message' }
  if (looksLikeMetric(value)) return { refusal: 'metric' }
  return looksLikeLog(value) ? { refusal: 'log' } : { state: value }
}

/** Whether a value records no progress: only nulls, empty objects and lists, and the name of the current stream. */
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
  // Airbyte's messages; its connectors run behind a wrapper.
  LOG: ['log'],
  TRACE: ['trace'],
  CONTROL: ['control'],
  CATALOG: ['catalog'],
  SPEC: ['spec'],
  CONNECTION_STATUS: ['connectionStatus'],
}

function isMessage(type: string, value: JsonObject): boolean {
  const parts = Object.hasOwn(MESSAGES, type) ? MESSAGES[type] : undefined
  // An Airbyte STATE message holds its state under another name, and its extractor expects it whole.
  if (type === 'STATE') return !isJsonObject(value['state'])
  return parts?.some((part) => Object.hasOwn(value, part)) === true
}

/** Longest text to search: matching numbers outside strings uses memory for each character. */
const MAX_CHARACTERS = 1_000_000

/** Parses JSON in which Python wrote NaN or Infinity, replaced by null; undefined for other text. */
function withoutInfinity(line: string): Json | undefined {
  if (line.length > MAX_CHARACTERS || !/NaN|Infinity/.test(line)) return undefined
  return tryParseJson(
    line.replace(/("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity)\b/g, (_match, quoted?: string) => quoted ?? 'null'),
  )
}
