import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { program, startEngine, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({})
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['discover', 'catalog', 'state'],
    settings: { stream_maps: { users: { email: 'lower(email)', phone: 'phone' } } },
    settingDefinitions: [{ name: 'stream_maps', kind: 'object' }, { name: 'source.region' }],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
})
afterAll(() => engine[Symbol.asyncDispose]())

it('a connector gets dotted keys and nulls of a value unchanged', async () => {
  const pipeline = await engine.pipeline({
    name: 'opaque',
    config: {
      tap: {
        noteTo: 'tap.note',
        'source.region': 'north',
        properties: { 'bootstrap.servers': 'h:9092', ids: ['0012', null] },
        stream_maps: { users: { email: null, password: null }, __else__: null },
      },
      target: {},
    },
  })
  expect(await engine.perform(pipeline)).toMatchObject({ status: 'success' })
  const [first] = readFileSync(join(engine.dataDir, 'files', 'tap.note'), 'utf8').split('\n')
  expect(JSON.parse(first ?? '').config).toEqual({
    noteTo: 'tap.note',
    source: { region: 'north' },
    properties: { 'bootstrap.servers': 'h:9092', ids: ['0012', null] },
    stream_maps: { users: { email: null, password: null, phone: 'phone' }, __else__: null },
  })
})
