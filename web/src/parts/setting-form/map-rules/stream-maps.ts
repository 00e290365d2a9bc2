import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import type { StreamRules } from './rules-kind.ts'

/** The actions of a stream map rule, in the order of the choice. */
export const STREAM_MAP_ACTIONS = [
  'drop',
  'rename',
  'set',
  'drop_others',
  'filter',
  'keys',
  'alias',
  'source',
  'drop_stream',
  'other',
] as const
type StreamMapAction = (typeof STREAM_MAP_ACTIONS)[number]

/** One row of the form. */
export interface StreamMapRule {
  action: StreamMapAction
  /** The field, or for `other` the name of the option. Empty for actions without a field. */
  field: string
  /**
   * The expression, new name, key names or JSON. For actions that drop something, the way null is written.
   */
  value: string
}

const FIELD_ACTIONS = ['drop', 'rename', 'set', 'other'] as const
const VALUE_ACTIONS = ['rename', 'set', 'filter', 'keys', 'alias', 'source', 'other'] as const
type ValueAction = (typeof VALUE_ACTIONS)[number]

/** Reports whether a rule names a field or option. */
export const takesField = (action: StreamMapAction): boolean =>
  FIELD_ACTIONS.some((candidate) => candidate === action)
/** Reports whether a rule has a value. */
export const takesValue = (action: StreamMapAction): action is ValueAction =>
  VALUE_ACTIONS.some((candidate) => candidate === action)

/** The entry for streams that no other entry names, or within a stream, for its fields. */
const OTHERS = '__else__'
/** An entry that drops all streams that no other entry names. */
export const OTHERS_DROPPED: StreamRules<StreamMapRule> = {
  pattern: OTHERS,
  rules: [{ action: 'drop_stream', field: '', value: '' }],
}
/** Reports whether an entry is of that kind, however it writes null. */
export const dropsOthers = ({ pattern, rules }: StreamRules<StreamMapRule>): boolean =>
  pattern === OTHERS && rules.length === 1 && rules[0]?.action === 'drop_stream'
/** The text that the Meltano SDK reads as null, for files that cannot contain null. */
const NULL_TEXT = '__NULL__'
const OPTIONS = { filter: '__filter__', alias: '__alias__', source: '__source__' } as const
const KEYS = '__key_properties__'

/**
 * Reports whether a setting holds the stream maps of a plugin built on the Meltano SDK. No other setting has
 * this name.
 */
export const isStreamMaps = (name: string): boolean => name === 'stream_maps'

/**
 * Parses the stream maps into rows. Returns null for anything that the rows could not write back unchanged.
 */
export function streamMapsOf(text: string): StreamRules<StreamMapRule>[] | null {
  if (text.trim() === '') return []
  const streams = tryParseJson(text)
  if (!isJsonObject(streams)) return null
  const parsed: StreamRules<StreamMapRule>[] = []
  for (const [pattern, body] of Object.entries(streams)) {
    const rules = rulesOfBody(body)
    if (rules === null || (pattern === OTHERS && !dropsOthers({ pattern, rules }))) return null
    parsed.push({ pattern, rules })
  }
  // Nothing must be lost: the rows must write back exactly what was read.
  const rewritten = tryParseJson(textOfStreamMaps(parsed)) ?? {}
  return JSON.stringify(rewritten) === JSON.stringify(streams) ? parsed : null
}

function rulesOfBody(body: Json): StreamMapRule[] | null {
  if (isNull(body)) return [{ action: 'drop_stream', field: '', value: nullText(body) }]
  if (!isJsonObject(body)) return null
  const rules: StreamMapRule[] = []
  const entries = Object.entries(body)
  for (let index = 0; index < entries.length; index += 1) {
    const [name = '', value = null] = entries[index] ?? []
    const [following, followingValue] = entries[index + 1] ?? []
    const isRename =
      following !== undefined && followingValue === null && value === fieldExpression(following)
    if (isRename && !isOption(name) && !isOption(following)) {
      rules.push({ action: 'rename', field: following, value: name })
      index += 1
    } else rules.push(ruleOf(name, value))
  }
  return rules
}

function ruleOf(name: string, value: Json): StreamMapRule {
  if (name === OTHERS && isNull(value)) return { action: 'drop_others', field: '', value: nullText(value) }
  for (const action of ['filter', 'alias', 'source'] as const) {
    if (name === OPTIONS[action] && typeof value === 'string') return { action, field: '', value }
  }
  if (name === KEYS && Array.isArray(value) && value.every(isPlainName)) {
    return { action: 'keys', field: '', value: value.join(', ') }
  }
  if (!isOption(name)) {
    if (isNull(value)) return { action: 'drop', field: name, value: nullText(value) }
    if (typeof value === 'string') return { action: 'set', field: name, value }
  }
  return { action: 'other', field: name, value: JSON.stringify(value) }
}

/** Formats the rows as the text of the setting, empty if there are none. */
export function textOfStreamMaps(streams: readonly StreamRules<StreamMapRule>[]): string {
  if (streams.length === 0) return ''
  const bodies = streams.map(({ pattern, rules }) => [pattern, bodyOf(rules)] as const)
  return JSON.stringify(Object.fromEntries(bodies), null, 2)
}

function bodyOf(rules: readonly StreamMapRule[]): Json {
  const drop = rules.find(({ action }) => action === 'drop_stream')
  if (drop !== undefined) return nullOf(drop.value)
  return Object.fromEntries(rules.flatMap(entriesOf)) satisfies JsonObject
}

function entriesOf({ action, field, value }: StreamMapRule): [string, Json][] {
  switch (action) {
    case 'drop':
      return [[field, nullOf(value)]]
    case 'rename':
      return [
        [value, fieldExpression(field)],
        [field, null],
      ]
    case 'set':
      return [[field, value]]
    case 'drop_others':
      return [[OTHERS, nullOf(value)]]
    case 'filter':
    case 'alias':
    case 'source':
      return [[OPTIONS[action], value]]
    case 'keys':
      return [[KEYS, namesIn(value)]]
    case 'other': {
      const json = tryParseJson(value)
      return [[field, json === undefined ? value : json]]
    }
    case 'drop_stream':
      return []
  }
}

/**
 * Names with another meaning in an SDK expression: Python keywords, and names that the SDK adds beside the
 * fields.
 */
const RESERVED =
  /^(?:_|record|self|config|datetime|fake|Faker|False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/

/** Returns the expression for the value of a field. */
const fieldExpression = (field: string): string =>
  /^[A-Za-z_]\w*$/.test(field) && !RESERVED.test(field) ? field : `record[${JSON.stringify(field)}]`

const isOption = (name: string): boolean => /^__\w+__$/.test(name)
const isNull = (value: Json): boolean => value === null || value === NULL_TEXT
const nullText = (value: Json): string => (value === null ? '' : NULL_TEXT)
const nullOf = (text: string): Json => (text === NULL_TEXT ? NULL_TEXT : null)
const isPlainName = (name: Json): name is string =>
  typeof name === 'string' && name !== '' && name === name.trim() && !name.includes(',')
const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** Returns the missing part of a row, or null if it is complete. */
export function streamMapProblem({
  action,
  field,
  value,
}: StreamMapRule): 'field' | 'name' | 'expression' | 'json' | null {
  if (takesField(action) && field.trim() === '') return 'field'
  if (action === 'other') return tryParseJson(value) === undefined ? 'json' : null
  if (!takesValue(action) || action === 'keys' || value.trim() !== '') return null
  return action === 'set' || action === 'filter' ? 'expression' : 'name'
}

/**
 * Returns names that occur twice where JSON keeps one: streams, and the fields that a stream's rules write.
 */
export function duplicateMapNames(streams: readonly StreamRules<StreamMapRule>[]): string[] {
  const names = streams.flatMap(({ pattern, rules }) => [
    pattern,
    ...rules.flatMap(entriesOf).map(([name]) => `${pattern}.${name}`),
  ])
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

/** Returns dropped streams that have other rules, which would be lost. */
export const droppedWithRules = (streams: readonly StreamRules<StreamMapRule>[]): string[] =>
  streams
    .filter(({ rules }) => rules.length > 1 && rules.some(({ action }) => action === 'drop_stream'))
    .map(({ pattern }) => pattern)
