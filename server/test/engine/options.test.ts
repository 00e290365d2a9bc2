import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { createPipelineStreams } from '../../src/app/pipelines/streams/pipeline-streams.ts'
import { program, startEngine, type TestEngine } from './support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [{ name: 'api_token', kind: 'password' }],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
})
afterAll(() => engine[Symbol.asyncDispose]())

const messages = (name: string) =>
  readFileSync(join(engine.dataDir, 'files', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const streams = ['people', 'places']
const text = async (id: string) => (await engine.log(id)).map((line) => line.text).join('\n')

it('a record limit ends the extractor cleanly, and leaves the bookmark unchanged', async () => {
  const pipeline = await engine.pipeline({
    name: 'limited',
    config: { tap: { streams, records: 3 }, target: { to: 'limited.out' } },
  })
  await engine.perform(pipeline)
  const state = await engine.state(pipeline)
  expect(state).toBeDefined()
  const many = { tap: { records: 200_000 }, target: { to: 'limited-2.out', states: [{ far: 'ahead' }] } }
  const execution = await engine.perform(pipeline, { limitRecords: 4, fullRefresh: true, config: many })
  expect(execution).toMatchObject({
    status: 'success',
    recordsProcessed: 4,
    errorMessage: null,
    stateAfter: state,
  })
  expect(execution.steps.map(({ status }) => status)).toEqual(['success', 'success', 'success'])
  expect(messages('limited-2.out').filter(({ type }) => type === 'RECORD')).toHaveLength(4)
  expect(await engine.state(pipeline)).toEqual(state)
  expect(await text(execution.id)).toContain('Record limit 4: the state is not saved.')
})

it('only the chosen streams are read, and bookmarks of the others survive', async () => {
  const pipeline = await engine.pipeline({
    name: 'chosen',
    config: { tap: { streams, records: 3 }, target: { to: 'chosen.out' } },
  })
  await engine.perform(pipeline)
  const execution = await engine.perform(pipeline, {
    streams: ['places'],
    fullRefresh: true,
    config: { tap: { records: 5 }, target: { to: 'chosen-2.out' } },
  })
  expect(execution).toMatchObject({ status: 'success', recordsProcessed: 5 })
  expect(new Set(messages('chosen-2.out').flatMap(({ stream }) => stream ?? []))).toEqual(new Set(['places']))
  expect(await engine.state(pipeline)).toEqual({ bookmarks: { people: { id: 3 }, places: { id: 5 } } })
  const unknown = await engine.perform(pipeline, { streams: ['places', 'nowhere'] })
  expect(unknown).toMatchObject({
    status: 'failed',
    errorMessage: expect.stringContaining(
      'The chosen stream is not selected in the catalogue of tap: nowhere.',
    ),
  })
})

it('settings for one execution are used, stored without their secrets, and gone the next time', async () => {
  const pipeline = await engine.pipeline({
    name: 'overridden',
    config: { tap: { streams: ['people'], records: 2, api_token: 'kept-token-1' }, target: {} },
  })
  const once = await engine.perform(pipeline, {
    config: { tap: { records: 4, api_token: 'once-token-2' } },
  })
  expect(once).toMatchObject({
    recordsProcessed: 4,
    resolvedConfig: { tap: { records: 4, api_token: { $secret: true } } },
  })
  expect(await text(once.id)).toContain('Settings for this execution only: tap (records, api_token).')
  expect(await text(once.id)).not.toContain('once-token-2')
  expect(await engine.perform(pipeline)).toMatchObject({
    recordsProcessed: 2,
    resolvedConfig: { tap: { records: 2 } },
  })
})

it('the streams of a pipeline come from the known catalogue, or from a discovery', async () => {
  await using offered = createPipelineStreams(engine.context)
  const pipeline = await engine.pipeline({
    name: 'offering',
    config: { tap: { streams: ['red', 'green', 'blue'], _select: ['*.*', '!green.*'] } },
  })
  expect(await offered.show(pipeline.id)).toEqual({
    streams: null,
    discoveredAt: null,
    hasCatalog: true,
    warnings: [],
  })
  const found = {
    hasCatalog: true,
    discoveredAt: expect.any(String),
    warnings: [],
    streams: [
      { name: 'red', selected: true },
      { name: 'green', selected: false },
      { name: 'blue', selected: true },
    ],
  }
  expect(await offered.discover(pipeline.id)).toEqual(found)
  expect(await offered.show(pipeline.id)).toEqual(found)
  await engine.plugin({
    name: 'tap-broken',
    type: 'extractor',
    command: ['false'],
    capabilities: ['discover', 'catalog'],
  })
  const broken = await engine.pipeline({ name: 'broken', extractor: 'tap-broken' })
  await expect(offered.discover(broken.id)).rejects.toThrow(
    /Discovery failed: .*tap-broken.* exited with code 1/,
  )
})
