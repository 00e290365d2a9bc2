import { isJsonObject, type Json } from '@flx/shared/json/json'
import { findUnusable } from '@flx/shared/json/json-limits'
import { numberIn } from '@flx/shared/json/exact-number'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { parsePythonLiteral } from '@flx/shared/settings/python-literal'

import { AppError } from '../core/errors.ts'
import { relativeDate } from './relative-date.ts'

const YES = new Set(['true', '1', 'yes', 'on'])
const NO = new Set(['false', '0', 'no', 'off', ''])

/**
 * Converts a value to its kind, as Meltano does (SINGER.md §2.4). Converts only text: a value that already has a type keeps it.
 * Throws AppError `invalid` naming the setting, never its value.
 */
export function coerceSetting(
  value: Json,
  definition: SettingDefinition | undefined,
  place: { plugin: string; name: string; now: Date },
): Json {
  if (typeof value !== 'string') return value
  const refuse = (expected: string): never => {
    throw new AppError('invalid', `The setting ${place.name} of ${place.plugin} must be ${expected}.`)
  }
  const text = value.trim()
  switch (definition?.kind) {
    case 'boolean':
      if (YES.has(text.toLowerCase())) return true
      return NO.has(text.toLowerCase()) ? false : refuse('true or false')
    case 'integer':
      if (text === '') return null
      return /^[+-]?\d+$/.test(text) ? (numberIn(text) ?? null) : refuse('a whole number')
    case 'decimal':
      if (text === '') return null
      return numberIn(text) ?? refuse('a number')
    case 'array': {
      if (text === '') return null
      const parsed = parse(text)
      return Array.isArray(parsed) ? parsed : refuse('a list in JSON, such as ["a", "b"]')
    }
    case 'object': {
      if (text === '') return null
      const parsed = parse(text)
      return isJsonObject(parsed) ? parsed : refuse('an object in JSON, such as {"a": 1}')
    }
    case 'options': {
      const options = definition.options ?? []
      const match = options.find((option) => asText(option.value) === value)
      if (match !== undefined) return match.value
      if (options.length === 0) return value
      return refuse(`one of ${options.map((option) => JSON.stringify(option.value)).join(', ')}`)
    }
    case 'date_iso8601':
      return relativeDate(text, place.now) ?? value
    default:
      return value
  }
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Parses JSON, else Python notation. Refuses a value that nests too deep, which would overflow later steps. */
function parse(text: string): Json | undefined {
  const value = tryParseJson(text) ?? parsePythonLiteral(text)
  return findUnusable(value) === null ? value : undefined
}
