import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { describe, expect, it } from 'vitest'

import { editedSettings, missingSettings, settingForm } from '#web/parts/setting-form/setting-form.ts'

import { save, SECRET, text } from './save.ts'

describe('a secret', () => {
  const definitions: SettingDefinition[] = [{ name: 'api_key' }, { name: 'user' }]

  it('goes back as its marker while it is kept', () => {
    expect(save(definitions, { api_key: SECRET }, { user: text('me') }).settings).toEqual({
      api_key: SECRET,
      user: 'me',
    })
  })

  it('is replaced by what is entered and removed on request', () => {
    expect(save(definitions, { api_key: SECRET }, { api_key: text('new') }).settings).toEqual({
      api_key: 'new',
    })
    expect(save(definitions, { api_key: SECRET }, { api_key: { kind: 'unset' } }).settings).toEqual({})
  })

  it('is not replaced by nothing', () => {
    expect(save(definitions, { api_key: SECRET }, { api_key: text('') }).errors['api_key']).toMatch(/keep/)
  })

  it('is one by its kind, its flag, its name or because the server hides it', () => {
    const form = settingForm(
      [
        { name: 'a', kind: 'password' },
        { name: 'b', kind: 'oauth' },
        { name: 'c', sensitive: true },
        { name: 'auth.client_secret' },
        { name: 'dsn' },
        { name: 'use_token', kind: 'boolean' },
      ],
      { dsn: SECRET },
    )
    expect(form.fields.map((field) => field.secret)).toEqual([true, true, true, true, true, false])
  })
})

describe('an overlay', () => {
  const definitions: SettingDefinition[] = [
    { name: 'start_date', required: true },
    { name: 'page.size', kind: 'integer', value: 100 },
    { name: 'user', required: true },
  ]

  it('shows what it inherits and what the default is', () => {
    const form = settingForm(definitions, {}, { start_date: '2026-01-01', page: { size: 50 } })
    expect(form.fields.map((field) => field.fallback)).toEqual([
      { from: 'inherited', value: '2026-01-01' },
      { from: 'inherited', value: 50 },
      null,
    ])
  })

  it('can remove an inherited value', () => {
    const form = settingForm(definitions, {}, { start_date: '2026-01-01' })
    const edits = { fields: { start_date: { kind: 'ignore' as const } }, rest: null }
    expect(editedSettings(form, edits).settings).toEqual({ start_date: null })
    expect(missingSettings(form, edits).map((field) => field.name)).toEqual(['start_date', 'user'])
  })
})
