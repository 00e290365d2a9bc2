import { isNumber } from '@flx/shared/json/exact-number'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** Words that programs write for the level of a log line. */
const LEVEL_WORD =
  /^(?:trace|debug|verbose|info|information|informational|notice|success|warn|warning|err|error|severe|crit|critical|fatal|panic|alert|emerg|emergency)$/i
const LEVEL_KEYS = [
  'level',
  'levelname',
  'level_name',
  'log_level',
  'loglevel',
  'log.level',
  'severity',
  'lvl',
]
const TEXT_KEYS = ['message', 'msg', 'event', 'text', 'short_message']
const TIME_KEYS = ['timestamp', '@timestamp', 'time', 'ts', 'asctime', 'datetime', 'date']
const SOURCE_KEYS = [
  'logger',
  'logger_name',
  'name',
  'pid',
  'hostname',
  'caller',
  'filename',
  'func_name',
  'thread',
]

/**
 * Whether an object is a log line, as structlog, python-json-logger, pino, zap and others write it. A state can have streams of
 * the same names, but its bookmarks are objects, dates or numbers, never a level or a sentence.
 */
export function looksLikeLog(value: JsonObject): boolean {
  if (LEVEL_KEYS.some((key) => isText(value[key]) && LEVEL_WORD.test(value[key].trim()))) return true
  const hasText = TEXT_KEYS.some((key) => isText(value[key]) && isSentence(value[key]))
  if (!hasText) return false
  const companions = [...LEVEL_KEYS, ...TIME_KEYS, ...SOURCE_KEYS]
  return companions.some((key) => isScalar(value[key])) || Object.values(value).every(isScalar)
}

const METRIC_TYPES = /^(?:counter|timer|gauge|histogram|summary|metric|meter|rate)$/i
const METRIC_PARTS = ['metric', 'metric_name', 'value', 'count', 'tags']
const COUNTED = /^(?:value|count|rows?|records?|duration|elapsed|.+_(?:count|rows|records|seconds|ms))$/i

/** Whether an object is a measurement: singer-python's `{"type": "counter", …}`, the SDK's `{"metric_type": …}` and similar. */
export function looksLikeMetric(value: JsonObject): boolean {
  if (isText(value['metric_type']) || isJsonObject(value['metric_info'])) return true
  if (isText(value['type']) && METRIC_TYPES.test(value['type'])) {
    return Object.keys(value).length === 1 || METRIC_PARTS.some((part) => Object.hasOwn(value, part))
  }
  const hasName = ['metric', 'metric_name', 'stream', 'table'].some((key) => isText(value[key]))
  return hasName && Object.entries(value).some(([key, inner]) => COUNTED.test(key) && isNumber(inner))
}

/** Whether a text is not a bookmark. A bookmark is a date, a number or one long token. */
function isSentence(text: string): boolean {
  const trimmed = text.trim()
  if (/^[+-]?\d[\d\s.,:TZ/+-]*$/.test(trimmed) || /^\d{4}-\d{2}-\d{2}/.test(trimmed)) return false
  return /\s/.test(trimmed) || /^[A-Za-z_.!-]{1,24}$/.test(trimmed)
}

const isText = (value: Json | undefined): value is string => typeof value === 'string'
const isScalar = (value: Json | undefined): boolean =>
  isText(value) || isNumber(value) || typeof value === 'boolean'
