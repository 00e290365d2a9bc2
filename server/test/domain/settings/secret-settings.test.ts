import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { describe, expect, it } from 'vitest'

import { hideUrlCredentials } from '../../../src/app/settings/plugin-secrets.ts'
import { eraseSecrets, hideSecrets, mergeSecrets } from '../../../src/app/settings/secret-settings.ts'

const hidden: JsonObject = { $secret: true }
const definitions: SettingDefinition[] = [
  { name: 'account', sensitive: true },
  { name: 'auth.pin', kind: 'password' },
  { name: 'verify_token', kind: 'boolean' },
  { name: 'host' },
]

describe('settings in the API', () => {
  it.each([
    ['marked sensitive', { account: 'x' }, { account: hidden }],
    ['of kind password, nested', { auth: { pin: 'x' } }, { auth: { pin: hidden } }],
    ['of kind password, dotted', { 'auth.pin': 'x' }, { 'auth.pin': hidden }],
    ['named like a secret', { api_key: 'x', client_secret: 'y' }, { api_key: hidden, client_secret: hidden }],
    ['named like a secret, deep in a list', { a: [{ password: 'x' }] }, { a: [{ password: hidden }] }],
    ['a URL with credentials', { db_url: 'pg://u:p@h/d' }, { db_url: hidden }],
    ['an object with a secret name', { credentials: { user: 'x' } }, { credentials: hidden }],
    ['a number with a secret name', { password: 123456 }, { password: hidden }],
  ])('hide a value that is %s', (_case, settings, shown) => {
    expect(hideSecrets(settings, definitions)).toEqual(shown)
  })

  it('show everything else, including switches and instructions to the runner', () => {
    const settings = {
      host: 'h',
      url: 'https://h/p',
      verify_token: true,
      keys: ['id'],
      files: [{ entity: 'orders', keys: ['id'] }],
      password: null,
      _metadata: { orders: { 'replication-key': 'updated_at' } },
    }
    expect(hideSecrets(settings, definitions)).toEqual(settings)
  })

  it('keep a hostile name as data', () => {
    const settings = JSON.parse('{"__proto__": {"password": "x"}}')
    const shown = hideSecrets(settings, [])
    expect(JSON.stringify(shown)).toBe('{"__proto__":{"password":{"$secret":true}}}')
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype)
  })
})

describe('settings when saved', () => {
  const stored = { host: 'a', account: 'old', auth: { pin: '1234' }, db_url: 'pg://u:p@h/d' }
  const merged = (incoming: Parameters<typeof mergeSecrets>[0]) =>
    mergeSecrets(incoming, { settings: stored, secrets: [] }, definitions)

  it('keep a secret that comes back as it was shown', () => {
    const back = hideSecrets(stored, definitions)
    expect(merged({ ...back, host: 'b' })).toMatchObject({ settings: { ...stored, host: 'b' }, missing: [] })
  })

  it('find a kept secret however its name is written', () => {
    expect(merged({ 'auth.pin': hidden }).settings).toEqual({ 'auth.pin': '1234' })
    expect(
      mergeSecrets({ auth: { pin: hidden } }, { settings: { 'auth.pin': '9' }, secrets: [] }, definitions)
        .settings,
    ).toEqual({
      auth: { pin: '9' },
    })
  })

  it('accept a new value, and remove a secret for null', () => {
    expect(merged({ account: 'new', auth: { pin: null }, host: null }).settings).toEqual({
      account: 'new',
      auth: {},
      host: null,
    })
  })

  it('report a marker without a stored secret', () => {
    expect(merged({ api_key: hidden, list: [{ password: hidden }] })).toMatchObject({
      settings: { list: [{}] },
      missing: [{ path: 'api_key' }, { path: 'list.0.password' }],
    })
  })

  it('lose every secret when the pipeline is archived', () => {
    expect(eraseSecrets(stored, definitions)).toEqual({ host: 'a', auth: {} })
  })
})

describe('secrets of a plugin outside its settings', () => {
  it('are hidden in addresses, except the user of an SSH address', () => {
    expect(hideUrlCredentials('tap @ git+https://token@host/x git+ssh://git@host/y')).toBe(
      'tap @ git+https://••••••••@host/x git+ssh://git@host/y',
    )
  })
})

describe('markers in a list', () => {
  const stored = {
    settings: {
      accounts: [
        { name: 'a', password: 'secret-of-a' },
        { name: 'b', password: 'secret-of-b' },
      ],
      tokens: ['token-one', 'token-two'],
    },
    secrets: [],
  }
  const shown = (name: string) => ({ name, password: hidden })
  const accounts = (edited: JsonObject[]) => mergeSecrets({ accounts: edited }, stored, definitions)

  it.each([
    [
      'stay with their items when these change places',
      [shown('b'), shown('a')],
      ['secret-of-b', 'secret-of-a'],
    ],
    ['stay with their items when one is removed', [shown('b')], ['secret-of-b']],
    [
      'stay with their items when one is put before them',
      [{ name: 'new', password: 'p' }, shown('a'), shown('b')],
      ['p', 'secret-of-a', 'secret-of-b'],
    ],
    ['stay at their place when the item is edited', [shown('x'), shown('b')], ['secret-of-a', 'secret-of-b']],
    [
      'are copied with their item',
      [shown('a'), shown('a'), shown('b')],
      ['secret-of-a', 'secret-of-a', 'secret-of-b'],
    ],
  ])('%s', (_case, edited, passwords) => {
    const { settings, missing } = accounts(edited)
    expect(missing).toEqual([])
    expect((settings['accounts'] as JsonObject[]).map(({ password }) => password)).toEqual(passwords)
  })

  it('are refused when it is unclear which secret is meant', () => {
    expect(accounts([shown('x')]).missing).toEqual([{ path: 'accounts.0.password' }])
    expect(mergeSecrets({ tokens: [hidden] }, stored, definitions).missing).toEqual([{ path: 'tokens.0' }])
  })
})
