import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { nestSettings, overlaySettings } from '@flx/shared/settings/setting-layers'
import { describe, expect, it } from 'vitest'

import { mergeSecrets } from '../../../src/app/settings/secret-settings.ts'
import { resolveConfig } from '../../../src/domain/settings/config-resolution.ts'

const OBJECT = [{ name: 'stream_maps', kind: 'object' as const }, { name: 'stream_maps.__else__' }]
const NAMED = [{ name: 'auth.token' }, { name: 'auth.retry.count' }]

describe('setting names are nested, values stay unchanged', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['a dotted name', { 'a.b': 1 }, { a: { b: 1 } }],
    ['a dot that is escaped', { [String.raw`a\.b`]: 1 }, { 'a.b': 1 }],
    ['dots in a value', { conf: { 'x.y': 'h' } }, { conf: { 'x.y': 'h' } }],
    [
      'dots deep in one',
      { 'a.b': { c: { 'x.y': [{ 'z.z': 1 }] } } },
      { a: { b: { c: { 'x.y': [{ 'z.z': 1 }] } } } },
    ],
    ['a null in one', { maps: { email: null, x: { y: null } } }, { maps: { email: null, x: { y: null } } }],
    ['a null in a list', { list: [null, { a: null }] }, { list: [null, { a: null }] }],
    ['a setting that is null', { a: null, 'b.c': null, d: 1 }, { d: 1 }],
    ['number texts', { ids: { a: '0012', b: ['1e3'] } }, { ids: { a: '0012', b: ['1e3'] } }],
    ['two names of one object', { 'a.b': 1, a: { c: null } }, { a: { b: 1, c: null } }],
    ['an empty object', { a: {} }, { a: {} }],
  ])('%s', (_, given, nested) => expect(nestSettings(given)).toEqual(nested))

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'a null over a value in an object stays',
      { m: { a: 1, b: 2 } },
      { m: { a: null } },
      { m: { a: null, b: 2 } },
    ],
    ['a value over a null', { m: { a: null } }, { m: { a: 1 } }, { m: { a: 1 } }],
    ['a null over a setting removes it', { m: { a: 1 } }, { m: null }, {}],
    ['also by its dotted name', { m: { a: 1, b: 2 } }, { 'm.a': null }, { m: { b: 2 } }],
    ['keys with dots merge', { m: { 'a.b': 1, c: 1 } }, { m: { 'a.b': 2 } }, { m: { 'a.b': 2, c: 1 } }],
    ['lists replace', { l: [1, null] }, { l: [null] }, { l: [null] }],
    ['nothing to remove makes nothing', {}, { 'a.b': null }, {}],
  ])('between layers: %s', (_, base, layer, result) => {
    const before = structuredClone(base)
    expect(overlaySettings(base, layer)).toEqual(result)
    expect(base).toEqual(before)
  })

  it('a definition inside an object names a setting, unless the object is a setting as a whole', () => {
    const base = { auth: { token: 't', kept: 1 } }
    expect(overlaySettings(base, { auth: { token: null, kept: null } }, NAMED)).toEqual({
      auth: { kept: null },
    })
    expect(nestSettings({ auth: { 'retry.count': 3, 'other.x': 1 } }, NAMED)).toEqual({
      auth: { retry: { count: 3 }, 'other.x': 1 },
    })
    expect(nestSettings({ stream_maps: { __else__: null } }, OBJECT)).toEqual({
      stream_maps: { __else__: null },
    })
  })

  it('hostile keys stay data', () => {
    const layer = JSON.parse('{"a": {"__proto__": {"x": null}}, "__proto__.y": 1}')
    expect(JSON.stringify(nestSettings(layer))).toBe('{"a":{"__proto__":{"x":null}},"__proto__":{"y":1}}')
  })
})

it('a config file keeps a key that names the prototype of objects', async () => {
  const layer = JSON.parse('{"headers":{"__proto__":{"a":1},"b":2}}') as JsonObject
  const { config, redacted } = await resolveConfig({
    ...{ plugin: 'tap', definitions: [], layers: [layer], now: new Date(0) },
    references: { variable: () => undefined, file: () => Promise.reject(new Error('There is no file.')) },
  })
  expect(JSON.stringify(config)).toBe(JSON.stringify(layer))
  expect(JSON.stringify(redacted)).toBe(JSON.stringify(layer))
})

it('a config file holds the values of every layer, whatever its keys', async () => {
  const { config } = await resolveConfig({
    plugin: 'tap',
    definitions: [
      { name: 'conf', kind: 'object', value: { 'a.b': 'default', n: null } },
      { name: 'conf.bootstrap.servers', kind: 'integer' },
      { name: 'gone', value: 'default' },
      { name: 'count', kind: 'integer' },
    ],
    layers: [
      { conf: { 'bootstrap.servers': '12' }, stream_maps: { users: { email: 'x', name: 'y' } } },
      { stream_maps: { users: { email: null, password: null }, __else__: null }, gone: null, count: '' },
    ],
    references: { variable: () => undefined, file: () => Promise.reject(new Error('There is no file.')) },
    now: new Date(0),
  })
  expect(config).toEqual({
    conf: { 'a.b': 'default', n: null, 'bootstrap.servers': '12' },
    stream_maps: { users: { email: null, password: null, name: 'y' }, __else__: null },
  })
})

it('a null within a value is stored, even under a name that looks like a secret', () => {
  const given = { stream_maps: { users: { password: null, email: null }, 'a.token': null } }
  expect(mergeSecrets(given, { settings: {}, secrets: [] }, []).settings).toEqual(given)
  expect(mergeSecrets({ password: null }, { settings: { password: 'x' }, secrets: [] }, []).settings).toEqual(
    {},
  )
})

it("a connector's own default does not create an object that was not set", async () => {
  const definitions: SettingDefinition[] = [
    { name: 'port', kind: 'integer', value: 22, origin: 'about' },
    { name: 'ssh_tunnel.enable', kind: 'boolean', value: false, origin: 'about' },
    { name: 'ssh_tunnel.port', kind: 'integer', value: 22, origin: 'about' },
    { name: 'ssh_tunnel.host', origin: 'about' },
    { name: 'pool.size', kind: 'integer', value: 5 },
  ]
  const resolved = async (layer: JsonObject) => {
    const { config } = await resolveConfig({
      ...{ plugin: 'tap', definitions, layers: [layer], now: new Date(0) },
      references: { variable: () => undefined, file: () => Promise.reject(new Error('There is no file.')) },
    })
    return config
  }
  expect(await resolved({})).toEqual({ port: 22, pool: { size: 5 } })
  expect(await resolved({ 'ssh_tunnel.host': 'gate' })).toEqual({
    port: 22,
    pool: { size: 5 },
    ssh_tunnel: { enable: false, port: 22, host: 'gate' },
  })
})
