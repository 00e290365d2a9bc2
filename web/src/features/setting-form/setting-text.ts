import { isJsonObject, type Json } from '@flx/shared/json'
import type { SettingDefinition, SettingKind } from '@flx/shared/plugin'

/** How a setting is entered. */
export type Editor =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'options'
  | 'date'
  | 'email'
  | 'file'
  | 'array'
  | 'object'

const EDITORS: Record<SettingKind, Editor> = {
  string: 'text',
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  password: 'text',
  options: 'options',
  date_iso8601: 'date',
  email: 'email',
  file: 'file',
  array: 'array',
  object: 'object',
  oauth: 'text',
  hidden: 'text',
}

/** The editor of a setting: by its kind, or by its value where the two disagree and the kind's editor would lose it. */
export function editorOf(definition: SettingDefinition, stored: Json | undefined): Editor {
  const editor = EDITORS[definition.kind ?? 'string']
  if (Array.isArray(stored)) return 'array'
  if (isJsonObject(stored) && !('$secret' in stored)) return 'object'
  if (editor === 'options' && (definition.options ?? []).length === 0) return 'text'
  return editor
}

/** A value as the text of its editor. */
export function textOf(value: Json | undefined, editor: Editor): string {
  if (value === undefined || value === null) return ''
  if (editor === 'array' || editor === 'object') {
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  }
  if (editor === 'options') return JSON.stringify(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A value in one short line, for "default: …". */
export function briefly(value: Json): string {
  if (value === '') return 'empty'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** True for `$NAME`, `${NAME}` and `file:…`, which stand for a value that the server fills in; every kind takes one. */
export function isReference(text: string): boolean {
  return /^\$[A-Z_][A-Z0-9_]*$|^\$\{[A-Z_][A-Z0-9_]*\}$|^file:./.test(text.trim())
}

export type Parsed = { value: Json } | { error: string }

/** The value that a text means in its editor, or what is wrong with it. The text is not empty. */
export function parseText(text: string, editor: Editor): Parsed {
  const trimmed = text.trim()
  if (editor !== 'text' && isReference(trimmed)) return { value: trimmed }
  switch (editor) {
    case 'text':
    case 'file':
      return { value: text }
    case 'integer':
      return parseInteger(trimmed)
    case 'decimal':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed))
        ? { value: Number(trimmed) }
        : { error: 'Enter a number, such as 0.5.' }
    case 'boolean':
      if (trimmed === 'true' || trimmed === 'false') return { value: trimmed === 'true' }
      return { error: 'Choose yes or no.' }
    case 'options':
      return parseJson(trimmed) ?? { error: 'Choose one of the options.' }
    case 'date':
      return isIsoDate(trimmed)
        ? { value: trimmed }
        : { error: 'Enter a date such as 2026-01-31 or a time such as 2026-01-31T06:00:00Z.' }
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed)
        ? { value: trimmed }
        : { error: 'Enter an e-mail address.' }
    case 'array':
    case 'object':
      return parseStructure(trimmed, editor)
  }
}

function parseInteger(text: string): Parsed {
  if (!/^[+-]?\d+$/.test(text)) return { error: 'Enter a whole number.' }
  const value = Number(text)
  return Number.isSafeInteger(value) ? { value } : { error: 'This number has too many digits.' }
}

function isIsoDate(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  const day = match?.[1]
  if (day === undefined) return false
  const time = Date.parse(`${day}T00:00:00Z`)
  // 31 February becomes another day.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

function parseStructure(text: string, editor: 'array' | 'object'): Parsed {
  const noun = editor === 'array' ? 'a list: [ … ]' : 'an object: { … }'
  try {
    const value: Json = JSON.parse(text)
    const fits = editor === 'array' ? Array.isArray(value) : isJsonObject(value)
    return fits ? { value } : { error: `Enter ${noun}.` }
  } catch (error) {
    return { error: `This is not valid JSON${placeOf(error, text)}. Enter ${noun}.` }
  }
}

/** ` at line 3` where the parser says it. */
export function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : ''
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const line = text.slice(0, Number(position)).split('\n').length
  return ` (line ${line})`
}

function parseJson(text: string): Parsed | null {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return null
  }
}
