import { isJsonObject, type Json } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import { numberIn } from '@flx/shared/json/exact-number'
import type { SettingDefinition, SettingKind } from '@flx/shared/plugins/plugin'
import { isReference, settingProblem } from '@flx/shared/settings/setting-value'

import { valueControlWords } from './words.ts'

/** The control of a setting. */
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

/** Returns the editor of a setting by its kind, or by its value if the kind's editor would lose it. */
export function editorOf(definition: SettingDefinition, stored: Json | undefined): Editor {
  const editor = EDITORS[definition.kind ?? 'string']
  if (Array.isArray(stored)) return 'array'
  if (isJsonObject(stored) && !('$secret' in stored)) return 'object'
  if (editor === 'options' && (definition.options ?? []).length === 0) return 'text'
  return editor
}

/** Formats a value as the text of its editor. */
export function textOf(value: Json | undefined, editor: Editor): string {
  if (value === undefined || value === null) return ''
  if (editor === 'array' || editor === 'object') {
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  }
  if (editor === 'options') return JSON.stringify(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Formats a value in one short line, for "default: …". */
export function formatShort(value: Json): string {
  if (value === '') return valueControlWords.empty
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

export type Parsed = { value: Json } | { error: string }

/**
 * Parses the text of an editor, or returns an error according to the server's rules. The text is not empty.
 */
export function parseText(text: string, editor: Editor, definition: SettingDefinition): Parsed {
  const trimmed = text.trim()
  if (editor === 'text' || editor === 'file') return { value: text }
  if (isReference(trimmed)) return { value: trimmed }
  const entered = editor === 'options' ? (tryParseJson(trimmed) ?? trimmed) : trimmed
  // By the editor, which differs from the kind's if that would lose a stored value.
  const error = settingProblem(entered, { ...definition, kind: KINDS[editor] })
  if (error !== null) return { error }
  switch (editor) {
    case 'integer':
    case 'decimal':
      return { value: numberOf(trimmed) }
    case 'boolean':
      return { value: YES.has(trimmed.toLowerCase()) }
    case 'options':
      return { value: entered }
    case 'date':
    case 'email':
      return { value: trimmed }
    case 'array':
    case 'object':
      return { value: tryParseJson(trimmed) ?? trimmed }
  }
}

const KINDS = {
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  options: 'options',
  date: 'date_iso8601',
  email: 'email',
  array: 'array',
  object: 'object',
} as const satisfies Partial<Record<Editor, SettingKind>>

const YES = new Set(['true', '1', 'yes', 'on'])

/** Parses a number. A default of the definition that is not a number is kept unchanged. */
const numberOf = (text: string): Json => numberIn(text) ?? text
