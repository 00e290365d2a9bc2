import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { describe, expect, it } from 'vitest'

import {
  editedSettings,
  groupFields,
  NO_EDITS,
  REST,
  settingForm,
  settingProblems,
} from '#web/parts/setting-form/setting-form.ts'
import { textOf } from '#web/parts/setting-form/setting-text.ts'

import { save, SECRET, text } from './save.ts'

describe('the saved settings', () => {
  it('are exactly what was stored while nothing is edited, whatever its form', () => {
    const stored = { 'a.b': '7', a: { c: 1 }, empty: '', unknown: [1], password: SECRET }
    const form = settingForm([{ name: 'a.b', kind: 'integer' }, { name: 'password' }], stored)
    expect(editedSettings(form, NO_EDITS).settings).toBe(stored)
  })

  it('leave out defaults and emptied fields', () => {
    const definitions: SettingDefinition[] = [
      { name: 'page_size', kind: 'integer', value: 100 },
      { name: 'user', value: 'nobody' },
    ]
    expect(save(definitions, { user: 'me' }, { user: text(' ') }).settings).toEqual({})
  })

  it.each([
    ['integer', '042', 42],
    ['decimal', '-.5', -0.5],
    ['boolean', 'false', false],
    ['options', '"b"', 'b'],
    ['options', '2', 2],
    ['date_iso8601', '2026-02-28T06:00:00Z', '2026-02-28T06:00:00Z'],
    ['email', 'a@b.ch', 'a@b.ch'],
    ['array', '["x"]', ['x']],
    ['object', '{"x": null}', { x: null }],
    ['string', ' kept as typed ', ' kept as typed '],
    ['file', '/data/a.csv', '/data/a.csv'],
    ['password', 'pass word', 'pass word'],
    ['oauth', 'token', 'token'],
    ['integer', '$PORT', '$PORT'],
    ['object', 'file:/run/secrets/key', 'file:/run/secrets/key'],
  ] as const)('turn a %s %j into its value', (kind, typed, value) => {
    const definition = { name: 'x', kind, options: [{ value: 'b' }, { value: 2 }] }
    expect(save([definition], {}, { x: text(typed) })).toEqual({ settings: { x: value }, errors: {} })
  })

  it.each([
    ['integer', '9007199254740993', '9007199254740993'],
    ['integer', '99999999999999999999', '99999999999999999999'],
    ['decimal', '0.1000', '0.1000'],
    ['object', '{"id": 9007199254740993}', '{"id":9007199254740993}'],
    ['array', '[1.50]', '[1.50]'],
  ] as const)('keep every digit of a %s %j, when entered and when shown', (kind, typed, json) => {
    const definition = { name: 'x', kind }
    const { settings } = save([definition], {}, { x: text(typed) })
    expect(JSON.stringify(settings)).toBe(`{"x":${json}}`)
    // Saving the shown text gives the same value.
    const shownText = textOf(settings['x'], kind)
    expect(JSON.stringify(save([definition], {}, { x: text(shownText) }).settings)).toBe(`{"x":${json}}`)
  })

  it('keep every digit in the editor of the other settings, when entered and when shown', () => {
    const typed = '{"a": [9007199254740993, 18446744073709551610], "b": 0.1000, "c": 1e400, "d": -0.0}'
    const json = '{"a":[9007199254740993,18446744073709551610],"b":0.1000,"c":1e400,"d":-0.0}'
    const { settings, errors } = save([], {}, {}, typed)
    expect(errors).toEqual({})
    expect(JSON.stringify(settings)).toBe(json)
    const { rest } = settingForm([], settings)
    expect(JSON.stringify(save([], settings, {}, JSON.stringify(rest, null, 2)).settings)).toBe(json)
  })

  it.each([
    ['integer', '1.5', 'Enter a whole number.'],
    ['decimal', '1,5', 'Enter a number, such as 0.5.'],
    ['date_iso8601', '2026-02-31', /^Enter a date/],
    ['email', 'a@b', 'Enter an e-mail address.'],
    ['array', '{}', 'Enter a list: [ … ].'],
    ['object', '[]', 'Enter an object: { … }.'],
    ['object', '{"a":\n x}', /not valid JSON/],
  ] as const)('refuse a %s %j at its field', (kind, typed, message) => {
    const { errors } = save([{ name: 'x', kind }], {}, { x: text(typed) })
    expect(errors['x']).toMatch(message)
  })

  it('keep a setting in the place and form in which it was stored', () => {
    const definitions: SettingDefinition[] = [{ name: 'auth.user' }, { name: 'auth.scope' }]
    const stored = { auth: { user: 'a', extra: 1 } }
    expect(save(definitions, stored, { 'auth.user': text('b'), 'auth.scope': text('s') }).settings).toEqual({
      auth: { user: 'b', extra: 1 },
      'auth.scope': 's',
    })
  })

  it('include a value that is stored under an alias', () => {
    const definitions: SettingDefinition[] = [{ name: 'start_date', aliases: ['since'] }]
    expect(save(definitions, { since: '2026' }, { start_date: text('2027') }).settings).toEqual({
      since: '2027',
    })
  })

  it('keep an object and the settings inside it that have their own fields', () => {
    const definitions: SettingDefinition[] = [
      { name: 'config', kind: 'object' },
      { name: 'config.id', kind: 'integer' },
    ]
    const stored = { config: { id: 1, more: 2 } }
    const form = settingForm(definitions, stored)
    expect(form.fields.map((field) => field.stored)).toEqual([{ more: 2 }, 1])
    expect(editedSettings(form, { fields: { config: text('{"less": 3}') }, rest: null }).settings).toEqual({
      config: { less: 3, id: 1 },
    })
  })

  it('never lose a setting that no definition names', () => {
    const stored = { known: 'a', other: { deep: true }, _select: ['x.*'] }
    const form = settingForm([{ name: 'known' }], stored)
    expect(form.rest).toEqual({ other: { deep: true }, _select: ['x.*'] })
    expect(editedSettings(form, { fields: { known: text('b') }, rest: null }).settings).toEqual({
      ...stored,
      known: 'b',
    })
    expect(editedSettings(form, { fields: {}, rest: '{"other": 1}' }).settings).toEqual({
      known: 'a',
      other: 1,
    })
    expect(editedSettings(form, { fields: {}, rest: '{' }).errors[REST]).toMatch(/not valid JSON/)
  })

  it('keep hidden settings without showing them', () => {
    const definitions: SettingDefinition[] = [{ name: 'internal', kind: 'hidden' }, { name: 'user' }]
    const form = settingForm(definitions, { internal: 'x' })
    expect(groupFields(form.fields)[0]?.fields.map((field) => field.name)).toEqual(['user'])
    expect(editedSettings(form, { fields: { user: text('u') }, rest: null }).settings).toEqual({
      internal: 'x',
      user: 'u',
    })
  })

  it('treat hostile keys as data', () => {
    const stored = JSON.parse('{"__proto__": {"polluted": 1}, "user": "a"}') as JsonObject
    const { settings } = save([{ name: 'user' }], stored, { user: text('b') })
    expect(JSON.stringify(settings)).toBe('{"__proto__":{"polluted":1},"user":"b"}')
  })

  it('keep a value whose type disagrees with its kind when it is edited', () => {
    const form = settingForm([{ name: 'files', kind: 'string' }], { files: [{ path: 'a' }] })
    expect(form.fields[0]?.editor).toBe('array')
    expect(textOf(form.fields[0]?.stored, 'array')).toContain('"path": "a"')
  })
})

it('a problem of the server is shown at the field that it names', () => {
  const form = settingForm([{ name: 'auth.key' }, { name: 'auth', kind: 'object' }], {})
  const problems = [
    { path: 'config.tap-x.auth.key.0', message: 'one' },
    { path: 'config.tap-x.auth.other', message: 'two' },
    { path: 'config.tap-x.unknown', message: 'three' },
    { path: 'config.tap-xy.auth', message: 'not ours' },
  ]
  expect(settingProblems(form, problems, 'config.tap-x')).toEqual({
    'auth.key': 'one',
    auth: 'two',
    [REST]: 'three',
  })
})

it('dotted settings with a common prefix are grouped', () => {
  const names = ['a.x', 'b', 'a.y', 'c.z']
  const groups = groupFields(
    settingForm(
      names.map((name) => ({ name })),
      {},
    ).fields,
  )
  expect(groups.map(({ group, fields }) => [group, fields.map((field) => field.name)])).toEqual([
    [null, ['b', 'c.z']],
    ['a', ['a.x', 'a.y']],
  ])
})
