import { isJsonObject, type Json } from '@flx/shared/json'
import type { SettingDefinition } from '@flx/shared/plugin'

import { AppError } from './errors.ts'
import { relativeDate } from './relative-date.ts'

const YES = new Set(['true', '1', 'yes', 'on'])
const NO = new Set(['false', '0', 'no', 'off', ''])

/**
 * Turns a value into its kind, as Meltano does (SINGER.md §2.4). Only text is converted: a value that already has
 * a type keeps it. Throws AppError `invalid` naming the setting, never its value.
 */
export function coerceSetting(
  value: Json,
  definition: SettingDefinition | undefined,
  where: { plugin: string; name: string; now: Date },
): Json {
  if (typeof value !== 'string') return value
  const refuse = (what: string): never => {
    throw new AppError('invalid', `The setting ${where.name} of ${where.plugin} must be ${what}.`)
  }
  const text = value.trim()
  switch (definition?.kind) {
    case 'boolean':
      if (YES.has(text.toLowerCase())) return true
      return NO.has(text.toLowerCase()) ? false : refuse('true or false')
    case 'integer':
      if (text === '') return null
      return /^[+-]?\d+$/.test(text) ? Number(text) : refuse('a whole number')
    case 'decimal':
      if (text === '') return null
      return Number.isFinite(Number(text)) ? Number(text) : refuse('a number')
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
      return relativeDate(text, where.now) ?? value
    default:
      return value
  }
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
