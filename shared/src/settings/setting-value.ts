import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { jsonFault } from '../json/json-fault.ts'
import { parseJson } from '../json/json-text.ts'
import { isNumber } from '../json/exact-number.ts'
import type { SettingDefinition, SettingKind } from '../plugins/plugin.ts'
import type { FieldProblem } from '../core/problem.ts'
import { parsePythonLiteral } from './python-literal.ts'
import { isSecretMarker } from './secret.ts'
import { locate, nameParts, valueAt } from './setting-path.ts'

/**
 * Returns whether a text is a reference that the server resolves: `$NAME`, `${NAME}` or `file:…`. Settings of
 * every kind accept one.
 */
export function isReference(text: string): boolean {
  return /^\$[A-Z][A-Z0-9_]*$|^\$\{[A-Za-z_][A-Za-z0-9_]*\}$|^file:(?!\/\/)./.test(text.trim())
}

/**
 * Returns why a value does not fit its setting, as a sentence for the field; null if it fits. Text counts as
 * the value it spells: "7" is a whole number, "[1]" a list. The default of a definition always fits, even if
 * it disagrees with the kind.
 */
export function settingProblem(value: Json, definition: SettingDefinition): string | null {
  if (value === null || isSecretMarker(value)) return null
  if (typeof value === 'string' && (value.trim() === '' || isReference(value))) return null
  if (definition.value !== undefined && isSame(value, definition.value)) return null
  return RULES[definition.kind ?? 'string'](value, definition)
}

type Rule = (value: Json, definition: SettingDefinition) => string | null

const text: Rule = (value) =>
  typeof value === 'object' && !isNumber(value)
    ? 'Enter text: this setting does not take a list or an object.'
    : null

const RULES: Record<SettingKind, Rule> = {
  string: text,
  password: text,
  file: text,
  oauth: text,
  hidden: text,
  email: (value) =>
    typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim())
      ? null
      : 'Enter an e-mail address.',
  integer: wholeNumber,
  decimal: (value) => {
    if (typeof value === 'string' ? DECIMAL.test(value.trim()) : isNumber(value)) return null
    return 'Enter a number, such as 0.5.'
  },
  boolean: (value) =>
    typeof value === 'boolean' || (typeof value === 'string' && YES_NO.has(value.trim().toLowerCase()))
      ? null
      : 'Choose yes or no (true or false).',
  options: (value, { options = [] }) => {
    if (options.length === 0) return text(value, { name: '' })
    return options.some((option) => isSame(value, option.value))
      ? null
      : `Choose one of the options: ${namesOf(options.map((option) => option.value))}.`
  },
  date_iso8601: (value) =>
    typeof value === 'string' && (isIsoDate(value.trim()) || isRelativeDate(value))
      ? null
      : 'Enter a date such as 2026-01-31, a time such as 2026-01-31T06:00:00Z, or "3 days ago".',
  array: (value) => structure(value, Array.isArray, 'a list: [ … ]'),
  object: (value) => structure(value, isJsonObject, 'an object: { … }'),
}

const WHOLE = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const YES_NO = new Set(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'])

function wholeNumber(value: Json): string | null {
  if (typeof value === 'string') return WHOLE.test(value.trim()) ? null : 'Enter a whole number.'
  return isNumber(value) && Number.isInteger(Number(value)) ? null : 'Enter a whole number.'
}

function structure(value: Json, isValid: (value: unknown) => boolean, noun: string): string | null {
  if (typeof value !== 'string') return isValid(value) ? null : `Enter ${noun}.`
  try {
    return isValid(parseJson(value)) ? null : `Enter ${noun}.`
  } catch {
    if (isValid(parsePythonLiteral(value))) return null
    return `This is not valid JSON${placeOf(value)}. Enter ${noun}.`
  }
}

/** Returns ` (line 3, column 5)` for the first JSON error in a text; empty for valid JSON. */
export function placeOf(text: string): string {
  const fault = jsonFault(text)
  return fault === null ? '' : ` (line ${fault.line}, column ${fault.column})`
}

function isIsoDate(date: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(date)
  const day = match?.[1]
  if (day === undefined) return false
  const time = Date.parse(`${day}T00:00:00Z`)
  // 31 February would become another day.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** Matches texts that the server turns into a time when an execution starts, as Meltano does. */
const isRelativeDate = (date: string): boolean =>
  /^(now|today|yesterday|tomorrow|(\d{1,6}|an?|one)\s+(second|minute|hour|day|week|month|year)s?\s+ago)$/i.test(
    date.trim(),
  )

/** Returns whether two values are equal as text: options and defaults are texts in most definitions. */
const isSame = (value: Json, other: Json): boolean => asText(value) === asText(other)
const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function namesOf(values: readonly Json[]): string {
  const listed = values.slice(0, 8).map(asText)
  return values.length > listed.length ? `${listed.join(', ')} …` : listed.join(', ')
}

/**
 * Returns the problems of a plugin's settings, with paths below `prefix`. Settings without a definition are
 * skipped, and so are values already in `stored`, which might be older than the definition.
 */
export function settingsProblems(
  settings: JsonObject,
  definitions: readonly SettingDefinition[],
  { prefix, stored = {} }: { prefix: string; stored?: JsonObject },
): FieldProblem[] {
  // Of several definitions with one name the last counts: a plugin's own definitions follow its parent's.
  const byName = new Map(definitions.map((definition) => [definition.name, definition]))
  return [...byName.values()].flatMap((definition) => {
    const value = valueOf(settings, definition)
    if (value === undefined) return []
    // `a` contains the nested `a.b` if both are settings.
    const nests = definitions.some(({ name }) => name.startsWith(`${definition.name}.`))
    if (nests && isJsonObject(value)) return []
    const storedValue = valueOf(stored, definition)
    if (storedValue !== undefined && JSON.stringify(storedValue) === JSON.stringify(value)) return []
    const message = settingProblem(value, definition)
    return message === null ? [] : [{ path: `${prefix}.${definition.name}`, message }]
  })
}

/** Returns the value of a setting by its name or one of its aliases. */
export function valueOf(settings: JsonObject, { name, aliases = [] }: SettingDefinition): Json | undefined {
  for (const candidate of [name, ...aliases]) {
    const keys = locate(settings, nameParts(candidate))
    if (keys !== null) return valueAt(settings, keys)
  }
  return undefined
}
