import { existsSync, readFileSync } from 'node:fs'

import { settingDefinitionSchema, type SettingDefinition, type SettingKind } from '@flx/shared/plugins/plugin'
import { settingProblem, settingsProblems, valueOf } from '@flx/shared/settings/setting-value'
import { describe, expect, it } from 'vitest'

import {
  editedSettings,
  groupFields,
  settingForm,
  type SettingEdit,
} from '#web/parts/setting-form/setting-form.ts'
import { textOf } from '#web/parts/setting-form/setting-text.ts'

const FILE = new URL('../../../../shared/hub/plugins.jsonl', import.meta.url)
const hasHubData = existsSync(FILE)

/** One setting of every kind, defaults that do not match their kind, references, dotted names. */
const OWN: SettingDefinition[] = [
  { name: 'none', value: 'x' },
  { name: 'string', kind: 'string', value: true },
  { name: 'integer', kind: 'integer', value: 1.5 },
  { name: 'decimal', kind: 'decimal', value: 0.5 },
  { name: 'boolean', kind: 'boolean', value: false },
  { name: 'password', kind: 'password', value: false },
  { name: 'options', kind: 'options', options: [{ value: 'a' }, { value: 2 }], value: 'gone' },
  { name: 'date', kind: 'date_iso8601', value: '$START' },
  { name: 'email', kind: 'email', value: 'a@example.com' },
  { name: 'file', kind: 'file', value: '${MELTANO_PROJECT_ROOT}/x' },
  { name: 'array', kind: 'array', value: ['a'] },
  { name: 'object', kind: 'object', value: { a: 1 } },
  { name: 'oauth', kind: 'oauth' },
  { name: 'hidden', kind: 'hidden', value: 'h' },
  { name: 'group.one', kind: 'integer', aliases: ['one'] },
  { name: 'group.two', kind: 'array' },
]

/** Pairs of a plugin's name and its definitions. */
function definitions(): [string, SettingDefinition[]][] {
  const own: [string, SettingDefinition[]] = ['of our own', OWN]
  if (!hasHubData) return [own]
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  return [
    own,
    ...lines.map((line): [string, SettingDefinition[]] => {
      const { plugin_type: type, name, variant, settings = [] } = JSON.parse(line)
      return [
        `${type}/${name}--${variant}`,
        settings.map((setting: unknown) => settingDefinitionSchema.parse(setting)),
      ]
    }),
  ]
}

/** Text that a form field of the kind refuses. A text field accepts every text. */
const WRONG_TEXT: Partial<Record<SettingKind, string>> = {
  integer: 'many',
  decimal: 'some',
  boolean: 'perhaps',
  date_iso8601: '2026-02-31',
  email: 'nobody',
  array: '{"a": 1}',
  object: '[1',
  options: 'none of them',
}
/** A value that the API refuses for the kind. */
const wrongValue = (kind: SettingKind | undefined) => (kind === 'array' ? { a: 1 } : ['x', { a: 1 }])

const text = (entered: string): SettingEdit => ({ kind: 'text', text: entered })

describe(`settings of ${hasHubData ? 'every definition of the hub and ' : ''}our own (the hub's only where its snapshot is there)`, () => {
  const all = definitions()

  it('make a form that shows each of them once and takes its defaults', () => {
    const problems: string[] = []
    for (const [plugin, settings] of all) {
      const form = settingForm(settings, {})
      const grouped = groupFields(form.fields).flatMap(({ fields }) => fields)
      const visible = form.fields.filter(({ hidden }) => !hidden)
      if (grouped.length !== visible.length) problems.push(`${plugin}: fields are lost`)
      const withDefault = form.fields.filter(
        ({ definition: { value } }) => value !== undefined && value !== null,
      )
      const edits = Object.fromEntries(
        withDefault.map((field) => [field.name, text(textOf(field.definition.value, field.editor))]),
      )
      const built = editedSettings(form, { fields: edits, rest: null })
      problems.push(...Object.entries(built.errors).map((entry) => `${plugin}: ${entry.join(': ')}`))
      // The server accepts what the form sends.
      const refused = settingsProblems(built.settings, settings, { prefix: 'settings' })
      problems.push(...refused.map(({ path, message }) => `${plugin}: ${path}: ${message}`))
      for (const { name, definition } of withDefault) {
        const blank = definition.value === ''
        if (!blank && valueOf(built.settings, definition) === undefined)
          problems.push(`${plugin}: ${name} is lost`)
      }
    }
    expect(problems).toEqual([])
  })

  it('refuse a wrong kind with a message at the field, here and on the server', () => {
    const problems: string[] = []
    let checked = 0
    for (const [plugin, settings] of all) {
      const form = settingForm(settings, {})
      for (const field of form.fields) {
        const { kind, options = [] } = field.definition
        const isFreeText = kind === 'options' && options.length === 0
        const wrong = kind === undefined || isFreeText ? undefined : WRONG_TEXT[kind]
        if (wrong !== undefined) {
          const { errors } = editedSettings(form, { fields: { [field.name]: text(wrong) }, rest: null })
          if (!/^[A-Z].*\.$/s.test(errors[field.name] ?? ''))
            problems.push(`${plugin}: ${field.name} takes ${wrong}`)
          if (settingProblem(wrong, field.definition) !== errors[field.name]) {
            problems.push(`${plugin}: ${field.name}: the server says something else`)
          }
        }
        if (settingProblem(wrongValue(kind), field.definition) === null) {
          problems.push(`${plugin}: ${field.name} takes a structure of another kind`)
        }
        checked += 1
      }
    }
    expect(problems).toEqual([])
    expect(checked).toBeGreaterThan(hasHubData ? 8500 : 15)
  })
})
