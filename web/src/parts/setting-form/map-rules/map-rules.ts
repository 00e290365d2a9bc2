import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'

import type { StreamRules } from './rules-kind.ts'

/** The actions of a rule, on the stream or on one of its fields. */
export const MAP_ACTIONS = ['select', 'drop', 'rename', 'hash', 'filter', 'rename_stream'] as const
type MapAction = (typeof MAP_ACTIONS)[number]

/** The comparisons of a filter. */
export const MAP_OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'contains', 'exists'] as const
type MapOperator = (typeof MAP_OPERATORS)[number]

/** One row of the form. */
export interface MapRule {
  action: MapAction
  /** Empty for `rename_stream`. */
  field: string
  /** The new name of a field or stream. For a filter, the JSON or text to compare with. */
  value: string
  operator: MapOperator
}

/**
 * Parses the streams of the setting into rows. Returns null for anything that the rows could not write back
 * unchanged.
 */
export function rulesOf(text: string): StreamRules<MapRule>[] | null {
  if (text.trim() === '') return []
  const streams = tryParseJson(text)
  if (!isJsonObject(streams)) return null
  const parsed: StreamRules<MapRule>[] = []
  for (const [pattern, body] of Object.entries(streams)) {
    const rules = isJsonObject(body) ? readRules(body) : null
    if (rules === null) return null
    parsed.push({ pattern, rules })
  }
  // Nothing must be lost: the rows must write back exactly what was read.
  const rewritten = tryParseJson(textOfRules(parsed)) ?? {}
  return JSON.stringify(rewritten) === JSON.stringify(streams) ? parsed : null
}

function readRules(body: JsonObject): MapRule[] | null {
  const rules: MapRule[] = []
  const add = (action: MapAction, field: string, value = '', operator: MapOperator = 'eq') =>
    rules.push({ action, field, value, operator })
  for (const [key, value] of Object.entries(body)) {
    switch (key) {
      case 'select':
      case 'drop':
      case 'hash':
        // An empty list is a rule, too: nothing is selected.
        if (!isTexts(value) || value.length === 0) return null
        for (const field of value) add(key, field)
        break
      case 'rename':
        if (!isJsonObject(value) || Object.keys(value).length === 0) return null
        for (const [field, name] of Object.entries(value)) {
          if (typeof name !== 'string') return null
          add('rename', field, name)
        }
        break
      case 'filter': {
        if (!Array.isArray(value) || value.length === 0) return null
        for (const condition of value) {
          if (!isJsonObject(condition)) return null
          const { field, op, value: compared, ...rest } = condition
          const operator = MAP_OPERATORS.find((candidate) => candidate === op)
          if (typeof field !== 'string' || operator === undefined || Object.keys(rest).length > 0) return null
          add('filter', field, compared === undefined ? '' : comparedText(compared), operator)
        }
        break
      }
      case 'rename_stream':
        if (typeof value !== 'string') return null
        add('rename_stream', '', value)
        break
      default:
        return null
    }
  }
  return rules
}

/** Formats the rows as the text of the setting, empty if there are none. */
export function textOfRules(streams: readonly StreamRules<MapRule>[]): string {
  if (streams.length === 0) return ''
  return JSON.stringify(
    Object.fromEntries(streams.map(({ pattern, rules }) => [pattern, bodyOf(rules)])),
    null,
    2,
  )
}

function bodyOf(rules: readonly MapRule[]): JsonObject {
  const body: JsonObject = {}
  for (const action of new Set(rules.map((rule) => rule.action))) {
    const actionRules = rules.filter((rule) => rule.action === action)
    if (action === 'rename')
      body[action] = Object.fromEntries(actionRules.map(({ field, value }) => [field, value]))
    else if (action === 'rename_stream') body[action] = actionRules[0]?.value ?? ''
    else if (action === 'filter') body[action] = actionRules.map(conditionOf)
    else body[action] = actionRules.map(({ field }) => field)
  }
  return body
}

function conditionOf({ field, operator, value }: MapRule): JsonObject {
  return { field, op: operator, ...(value === '' ? {} : { value: comparedValue(value, operator) }) }
}

/**
 * Parses the value of a filter. Text means itself unless it is JSON: `paid`, `12.5`, `true`, `["a", "b"]`,
 * and `"12"` for the text.
 */
function comparedValue(text: string, operator: MapOperator): Json {
  const json = tryParseJson(text)
  if (operator !== 'in' || Array.isArray(json)) return json ?? text
  return text.split(',').map((item) => tryParseJson(item) ?? item.trim())
}

/** Returns the text that `comparedValue` reads as the value. */
function comparedText(value: Json): string {
  return typeof value === 'string' && value !== '' && tryParseJson(value) === undefined
    ? value
    : JSON.stringify(value)
}

const isTexts = (value: Json | undefined): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** Returns the missing part of a row, or null if it is complete. */
export function ruleProblem({ action, field, value }: MapRule): 'field' | 'name' | null {
  if (action !== 'rename_stream' && field.trim() === '') return 'field'
  return (action === 'rename' || action === 'rename_stream') && value === '' ? 'name' : null
}

/** Returns names that occur twice where JSON keeps one: patterns, and fields renamed twice. */
export function duplicateNames(streams: readonly StreamRules<MapRule>[]): string[] {
  const renamed = streams.flatMap(({ pattern, rules }) =>
    rules
      .filter(({ action }) => action === 'rename' || action === 'rename_stream')
      .map(({ action, field }) => (action === 'rename' ? `${pattern}.${field}` : `${pattern}: ${action}`)),
  )
  const names = [...streams.map(({ pattern }) => pattern), ...renamed]
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

/**
 * Reports whether a setting holds the rules of the bundled mapper, by the definition that only that plugin
 * has.
 */
export const isMapRules = (name: string, description: string | undefined): boolean =>
  name === 'streams' && description?.includes('"rename_stream"') === true
