import type { JsonObject } from '@flx/shared/json'
import type { SettingDefinition } from '@flx/shared/plugin'
import { describe, expect, it } from 'vitest'

import { hideEnv, hideUrlCredentials, mergeEnv } from '../../src/app/plugin-secrets.ts'
import { eraseSecrets, hideSecrets, mergeSecrets } from '../../src/app/secret-settings.ts'

const hidden: JsonObject = { $secret: true }
const definitions: SettingDefinition[] = [
  { name: 'account', sensitive: true },
  { name: 'auth.pin', kind: 'password' },
  { name: 'verify_token', kind: 'boolean' },
  { name: 'host' },
]

describe('settings as the API shows them', () => {
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

  it('show everything else, switches and instructions to the runner included', () => {
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

describe('settings as they are saved', () => {
  const stored = { host: 'a', account: 'old', auth: { pin: '1234' }, db_url: 'pg://u:p@h/d' }
  const merged = (incoming: Parameters<typeof mergeSecrets>[0]) => mergeSecrets(incoming, stored, definitions)

  it('keep a secret that comes back as it was shown', () => {
    const back = hideSecrets(stored, definitions)
    expect(merged({ ...back, host: 'b' })).toEqual({ settings: { ...stored, host: 'b' }, missing: [] })
  })

  it('find a kept secret however its name is written', () => {
    expect(merged({ 'auth.pin': hidden }).settings).toEqual({ 'auth.pin': '1234' })
    expect(mergeSecrets({ auth: { pin: hidden } }, { 'auth.pin': '9' }, definitions).settings).toEqual({
      auth: { pin: '9' },
    })
  })

  it('take a new value, and remove a secret for null', () => {
    expect(merged({ account: 'new', auth: { pin: null }, host: null }).settings).toEqual({
      account: 'new',
      auth: {},
      host: null,
    })
  })

  it('report a marker that stands for nothing', () => {
    expect(merged({ api_key: hidden, list: [{ password: hidden }] })).toEqual({
      settings: { list: [{}] },
      missing: [{ path: 'api_key' }, { path: 'list.0.password' }],
    })
  })

  it('lose every secret when the pipeline is archived', () => {
    expect(eraseSecrets(stored, definitions)).toEqual({ host: 'a', auth: {} })
  })
})

describe('secrets of a plugin outside its settings', () => {
  it('are hidden in addresses, but not the user of an SSH address', () => {
    expect(hideUrlCredentials('tap @ git+https://token@host/x git+ssh://git@host/y')).toBe(
      'tap @ git+https://••••••••@host/x git+ssh://git@host/y',
    )
  })

  it('are hidden in the environment map and kept when they come back', () => {
    const env = { API_TOKEN: 'abc', REGION: 'eu' }
    const shown = hideEnv(env)
    expect(shown).toEqual({ API_TOKEN: '••••••••', REGION: 'eu' })
    expect(mergeEnv({ ...shown, REGION: 'us' }, env)).toEqual({ API_TOKEN: 'abc', REGION: 'us' })
  })
})
