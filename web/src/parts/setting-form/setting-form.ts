import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import type { FieldProblem } from '@flx/shared/core/problem'
import { settingAlternatives, type SettingAlternative } from '@flx/shared/settings/setting-groups'
import { isSecretMarker, isSecretSetting } from '@flx/shared/settings/secret'
import { placeOf } from '@flx/shared/settings/setting-value'

import {
  locate,
  lookUp,
  nameParts,
  valueAt,
  withoutValue,
  withValue,
} from '@flx/shared/settings/setting-path'
import { editorOf, parseText, type Editor } from './setting-text.ts'
import { settingFormWords } from './words.ts'

/** One setting of a plugin, with its stored value. */
export interface SettingField {
  name: string
  label: string
  editor: Editor
  definition: SettingDefinition
  secret: boolean
  /** Kept unchanged, but not shown. */
  hidden: boolean
  required: boolean
  /** The stored value. Undefined if there is none, null if an inherited value is removed. */
  stored: Json | undefined
  /** The value in effect while nothing is entered. */
  fallback: { from: 'default' | 'inherited'; value: Json } | null
  /** The keys that lead to the value, or will once it is set. */
  keys: readonly string[]
}

/** A plugin's settings as fields, and the rest that has no definition. */
export interface SettingForm {
  fields: readonly SettingField[]
  rest: JsonObject
  stored: JsonObject
}

/** `text`: the entered text. `unset`: has no value of its own. `ignore`: removes an inherited value. */
export type SettingEdit = { kind: 'text'; text: string } | { kind: 'unset' } | { kind: 'ignore' }

/** Edits since the settings were loaded. Untouched values are sent back unchanged. */
export interface SettingEdits {
  fields: Readonly<Record<string, SettingEdit>>
  /** JSON text of the settings without a definition. */
  rest: string | null
}

export const NO_EDITS: SettingEdits = { fields: {}, rest: null }

/** Key of the errors about settings without a definition. */
export const REST = ''
export type SettingErrors = Readonly<Record<string, string>>

/** Builds the form. `inherited` values are in effect where `stored` has none. */
export function settingForm(
  definitions: readonly SettingDefinition[],
  stored: JsonObject,
  inherited: JsonObject = {},
): SettingForm {
  const fields = new Map<SettingDefinition, SettingField>()
  let rest = stored
  // The most specific first: `a.b` is taken out before the object `a` shows what is left.
  for (const definition of byDepth(definitions).toReversed()) {
    const keys = keysIn(rest, definition)
    const value = keys === null ? undefined : valueAt(rest, keys)
    if (keys !== null) rest = withoutValue(rest, keys)
    fields.set(definition, fieldOf(definition, value, keys, inherited))
  }
  return { fields: definitions.flatMap((definition) => fields.get(definition) ?? []), rest, stored }
}

const byDepth = (definitions: readonly SettingDefinition[]): SettingDefinition[] =>
  [...definitions].sort((a, b) => nameParts(a.name).length - nameParts(b.name).length)

function keysIn(settings: JsonObject, { name, aliases = [] }: SettingDefinition): string[] | null {
  for (const candidate of [name, ...aliases]) {
    const keys = locate(settings, nameParts(candidate))
    if (keys !== null) return keys
  }
  return null
}

function fieldOf(
  definition: SettingDefinition,
  stored: Json | undefined,
  keys: string[] | null,
  inherited: JsonObject,
): SettingField {
  const { name, kind, sensitive, label } = definition
  const lastPart = nameParts(name).at(-1) ?? name
  const inheritedValue = lookUp(inherited, name)
  const defaultValue = definition.value
  return {
    name,
    label: label === undefined || label === '' ? name : label,
    editor: editorOf(definition, stored),
    definition,
    secret:
      isSecretMarker(stored) ||
      sensitive === true ||
      (kind !== 'boolean' && isSecretSetting(lastPart, kind, sensitive)),
    hidden: kind === 'hidden' || definition.hidden === true,
    required: definition.required === true,
    stored,
    fallback:
      inheritedValue !== undefined && inheritedValue !== null
        ? { from: 'inherited', value: inheritedValue }
        : defaultValue === undefined || defaultValue === null
          ? null
          : { from: 'default', value: defaultValue },
    keys: keys ?? [name],
  }
}

/** Returns the value of a field after its edit, or an error. An undefined value means none. */
function editedValue(
  field: SettingField,
  edit: SettingEdit | undefined,
): { value: Json | undefined } | { error: string } {
  if (edit === undefined) return { value: field.stored }
  if (edit.kind === 'unset') return { value: undefined }
  if (edit.kind === 'ignore') return { value: null }
  if (edit.text.trim() === '') {
    return isSecretMarker(field.stored) ? { error: settingFormWords.enterSecret } : { value: undefined }
  }
  return parseText(edit.text, field.editor, field.definition)
}

/** Returns the settings to save. Without edits they are exactly the stored ones. */
export function editedSettings(
  form: SettingForm,
  edits: SettingEdits,
): { settings: JsonObject; errors: SettingErrors } {
  if (edits.rest === null && Object.keys(edits.fields).length === 0) {
    return { settings: form.stored, errors: {} }
  }
  const errors: Record<string, string> = {}
  let settings = form.rest
  if (edits.rest !== null) {
    const parsed = parseRest(edits.rest)
    if ('error' in parsed) errors[REST] = parsed.error
    else settings = parsed.value
  }
  const fields = [...form.fields].sort((a, b) => a.keys.length - b.keys.length || depth(a) - depth(b))
  for (const field of fields) {
    const result = editedValue(field, edits.fields[field.name])
    if ('error' in result) errors[field.name] = result.error
    else if (result.value !== undefined) settings = withValue(settings, field.keys, result.value)
  }
  return { settings, errors }
}

const depth = (field: SettingField): number => nameParts(field.name).length

function parseRest(text: string): { value: JsonObject } | { error: string } {
  if (text.trim() === '') return { value: {} }
  try {
    const value: unknown = parseJson(text)
    return isJsonObject(value) ? { value } : { error: settingFormWords.enterObject }
  } catch {
    return { error: settingFormWords.notJson(placeOf(text)) }
  }
}

/**
 * Returns required settings with neither a value nor a fallback. Without them the pipeline can be saved, but
 * not executed.
 */
export function missingSettings(form: SettingForm, edits: SettingEdits): SettingField[] {
  return form.fields.filter((field) => {
    if (!field.required || field.hidden) return false
    const result = editedValue(field, edits.fields[field.name])
    if ('error' in result) return false
    return result.value === null || (result.value === undefined && field.fallback === null)
  })
}

/** Returns the settings that the plugin's groups still lack after these edits. */
export function neededSettings(
  form: SettingForm,
  edits: SettingEdits,
  groups: readonly (readonly string[])[],
): SettingAlternative[] {
  const byName = new Map(form.fields.map((field) => [field.name, field]))
  return settingAlternatives(groups, (name) => {
    const field = byName.get(name)
    if (field === undefined) return lookUp(form.rest, name) !== undefined
    const result = editedValue(field, edits.fields[name])
    if ('error' in result) return true
    return result.value === undefined ? field.fallback !== null : result.value !== null && result.value !== ''
  })
}

/** Sorts the server's problems below `prefix` by field. Problems that match no field go to the rest. */
export function settingProblems(
  form: SettingForm,
  problems: readonly FieldProblem[],
  prefix: string,
): SettingErrors {
  const errors: Record<string, string> = {}
  for (const { path, message } of problems) {
    if (path !== prefix && !path.startsWith(`${prefix}.`)) continue
    const parts = path.slice(prefix.length + 1).split('.')
    const field = form.fields
      .filter(({ hidden, name }) => !hidden && isPrefix(nameParts(name).join('.').split('.'), parts))
      .sort((a, b) => b.name.length - a.name.length)[0]
    errors[field?.name ?? REST] ??= message
  }
  return errors
}

const isPrefix = (short: readonly string[], long: readonly string[]): boolean =>
  short.every((part, index) => part === long[index])

/**
 * Groups fields with a common prefix (`a.b`, `a.c`). Other fields have no group. Required fields come first
 * within each group, and groups with required fields come before the others.
 */
export function groupFields(
  fields: readonly SettingField[],
  needed: ReadonlySet<string> = new Set(),
): { group: string | null; fields: SettingField[] }[] {
  const comesFirst = (field: SettingField): boolean => field.required || needed.has(field.name)
  const visible = fields.filter((field) => !field.hidden)
  const shown = [...visible.filter(comesFirst), ...visible.filter((field) => !comesFirst(field))]
  const byPrefix = new Map<string, SettingField[]>()
  for (const field of shown) {
    const [prefix = '', ...rest] = nameParts(field.name)
    if (rest.length > 0) byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), field])
  }
  const grouped = new Set([...byPrefix.values()].filter((members) => members.length > 1).flat())
  const ungrouped = shown.filter((field) => !grouped.has(field))
  return [
    ...(ungrouped.length > 0 ? [{ group: null, fields: ungrouped }] : []),
    ...[...byPrefix]
      .filter(([, members]) => members.length > 1)
      .map(([group, members]) => ({ group, fields: members })),
  ]
}

/**
 * Returns the errors that remain after an edit. The error of a field is removed as soon as the field changes.
 */
export function remainingErrors(
  errors: SettingErrors,
  before: SettingEdits,
  after: SettingEdits,
): SettingErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([name]) =>
      name === REST ? before.rest === after.rest : before.fields[name] === after.fields[name],
    ),
  )
}
