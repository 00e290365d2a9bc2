import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, afterAll, expect, it } from 'vitest'

import { program, startEngine, type TestEngine } from './support/engine.ts'
import { privateFolders } from './support/private-folders.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({ env: { SOURCE_TOKEN: 'token-of-the-environment' } })
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [
      { name: 'records', kind: 'integer', value: 3 },
      { name: 'api_token', kind: 'password' },
      { name: 'source.region', value: 'north' },
    ],
    env: { EXTRA: 'from the plugin' },
  })
  await engine.plugin({
    name: 'target',
    type: 'loader',
    command: program('target.mjs'),
    settingDefinitions: [{ name: 'default_schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }],
  })
})
afterAll(() => engine[Symbol.asyncDispose]())

const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const file = (name: string) => join(engine.dataDir, 'files', name)

it('extractor to loader ends in success with counts, steps, log and state', async () => {
  const pipeline = await engine.pipeline({
    name: 'plain',
    config: { tap: { streams: ['people', 'places'], records: 5 }, target: { to: 'plain.out' } },
  })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({
    status: 'success',
    outcome: 'completed',
    errorMessage: null,
    recordsProcessed: 10,
    stateAfter: { bookmarks: { people: { id: 5 }, places: { id: 5 } } },
  })
  expect(execution.streams.map(({ stream, records }) => [stream, records])).toEqual([
    ['people', 5],
    ['places', 5],
  ])
  expect(
    execution.steps.map(({ kind, plugin, status, exitCode }) => ({ kind, plugin, status, exitCode })),
  ).toEqual([
    { kind: 'discover', plugin: 'tap', status: 'success', exitCode: 0 },
    { kind: 'extract', plugin: 'tap', status: 'success', exitCode: 0 },
    { kind: 'load', plugin: 'target', status: 'success', exitCode: 0 },
  ])
  for (const step of execution.steps)
    expect(step).toMatchObject({ startedAt: expect.any(String), pid: expect.any(Number) })
  expect(lines(file('plain.out')).filter(({ type }) => type === 'RECORD')).toHaveLength(10)
  const log = await engine.log(execution.id)
  expect(log.map(({ line }) => line)).toEqual(log.map((_, index) => index + 1))
  expect(log).toHaveLength(execution.logLines)
  expect(log.at(-1)?.text).toContain('succeeded; 10 records')
  expect(engine.hints).toContainEqual(
    expect.objectContaining({ type: 'log.appended', executionId: execution.id }),
  )
  expect(privateFolders(engine.dataDir)).toEqual([])
})

it('the extractor gets config, catalogue and its variables, the loader none of its secrets', async () => {
  const pipeline = await engine.pipeline({
    name: 'handed over',
    config: {
      tap: {
        noteTo: 'tap.note',
        records: '2',
        api_token: '$SOURCE_TOKEN',
        streams: ['people', 'places'],
        _select: ['people.*', '!people.name'],
        _metadata: { people: { 'replication-method': 'INCREMENTAL' } },
      },
      target: { noteTo: 'target.note' },
    },
  })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', recordsProcessed: 2 })
  const [discovered, extracted] = lines(file('tap.note'))
  expect(discovered.discovering).toBe(true)
  expect(extracted.config).toEqual({
    noteTo: 'tap.note',
    records: 2,
    api_token: 'token-of-the-environment',
    streams: ['people', 'places'],
    source: { region: 'north' },
  })
  expect(extracted.state).toBeUndefined()
  const [people, places] = extracted.catalog.streams
  expect(people).toMatchObject({ selected: true, replication_method: 'INCREMENTAL' })
  expect(places.selected).toBe(false)
  expect(people.metadata).toContainEqual({
    breadcrumb: ['properties', 'odd-name'],
    metadata: { inclusion: 'automatic', selected: true },
  })
  expect(people.metadata).toContainEqual({
    breadcrumb: ['properties', 'name'],
    metadata: { inclusion: 'automatic', selected: false },
  })
  expect(extracted.cwd).toBe(join(engine.dataDir, 'files'))
  expect(extracted.env).toMatchObject({
    EXTRA: 'from the plugin',
    FLX_EXECUTION_ID: expect.stringContaining(execution.id),
    TAP_API_TOKEN: 'token-of-the-environment',
    MELTANO_EXTRACT_RECORDS: '2',
    MELTANO_EXTRACT_SOURCE_REGION: 'north',
    PATH: expect.any(String),
  })
  const [loaded] = lines(file('target.note'))
  expect(loaded.config.default_schema).toBe('tap')
  expect(loaded.env).toMatchObject({
    MELTANO_EXTRACT__LOAD_SCHEMA: 'tap',
    MELTANO_EXTRACT_SOURCE_REGION: 'north',
  })
  expect(JSON.stringify(loaded)).not.toContain('token-of-the-environment')
  for (const env of [extracted.env, loaded.env]) {
    expect(Object.keys(env).filter((name) => /^(FLX_DATA|FLX_PORT|FLX_ROLES|npm_)/i.test(name))).toEqual([])
  }
  // The pages show no secret and no private path.
  expect(execution.resolvedConfig?.['tap']).toMatchObject({ api_token: { $secret: true }, records: 2 })
  expect(execution.steps[1]?.command.slice(-4)).toEqual([
    '--config',
    'extract-0.config.json',
    '--catalog',
    'catalog.json',
  ])
})

it('the second execution resumes from the state; a full refresh restarts, keeping other bookmarks', async () => {
  const pipeline = await engine.pipeline({
    name: 'incremental',
    config: { tap: { streams: ['people', 'places'], noteTo: 'incremental.note' } },
  })
  await engine.perform(pipeline)
  expect(await engine.perform(pipeline)).toMatchObject({
    stateBefore: { bookmarks: { people: { id: 3 }, places: { id: 3 } } },
    stateAfter: { bookmarks: { people: { id: 6 }, places: { id: 6 } } },
  })
  const refreshed = await engine.perform(pipeline, {
    fullRefresh: true,
    config: { tap: { _select: ['people.*'] } },
  })
  expect(refreshed.stateAfter).toEqual({ bookmarks: { people: { id: 3 }, places: { id: 6 } } })
  const notes = lines(file('incremental.note'))
  // The second one took its catalogue from the cache, the full refresh discovered again.
  expect(notes.map(({ discovering }) => discovering)).toEqual([true, false, false, true, false])
  expect(notes[2].state).toEqual({ bookmarks: { people: { id: 3 }, places: { id: 3 } } })
  expect(notes[4].state).toBeUndefined()
})

it('empty states, null and text that is not JSON overwrite nothing', async () => {
  const pipeline = await engine.pipeline({
    name: 'odd states',
    config: { tap: { records: 0, states: false }, target: { states: [{ good: 1 }, {}, null, 'not json'] } },
  })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', stateAfter: { good: 1 } })
  const log = await engine.log(execution.id)
  expect(log).toContainEqual(
    expect.objectContaining({ level: 'warning', text: expect.stringContaining('text that is not JSON') }),
  )
  expect(log).toContainEqual(expect.objectContaining({ source: 'loader', text: 'not json' }))
})

it("a state in Meltano's form is unwrapped, a partial one is merged", async () => {
  const pipeline = await engine.pipeline({
    name: 'as Meltano keeps it',
    config: {
      tap: { records: 0, states: false },
      target: {
        states: [
          { completed: { singer_state: { a: 1, b: { id: 1 } } } },
          { partial: { singer_state: { b: { id: 2 } } } },
        ],
      },
    },
  })
  expect(await engine.perform(pipeline)).toMatchObject({ stateAfter: { a: 1, b: { id: 2 } } })
  const next = await engine.perform(pipeline, {
    config: { target: { states: [{ partial: { singer_state: { c: 3 } } }] } },
  })
  expect(next).toMatchObject({ stateAfter: { a: 1, b: { id: 2 }, c: 3 } })
})

it('a mapper works in flight and a transform after the load', async () => {
  const note = (name: string) => [
    'sh',
    '-c',
    `cat >/dev/null; echo "INFO ${name} done" >&2; echo "$@" > ${name}.args`,
    'sh',
  ]
  await engine.plugin({
    name: 'pass',
    type: 'transformer',
    mode: 'in-flight',
    command: ['sh', '-c', 'exec cat'],
  })
  await engine.plugin({ name: 'sql', type: 'transformer', mode: 'post-load', command: note('sql') })
  const execution = await engine.perform(
    await engine.pipeline({
      name: 'mapped',
      mappers: ['pass'],
      transform: 'sql:daily',
      config: { target: { to: 'mapped.out' } },
    }),
  )
  expect(execution).toMatchObject({ status: 'success', recordsProcessed: 3 })
  expect(execution.steps.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    expect.stringMatching(/^discover (success|skipped)$/),
    'extract success',
    'map success',
    'load success',
    'transform success',
  ])
  expect(readFileSync(file('sql.args'), 'utf8')).toMatch(/--config \S+ daily/)
  expect(await engine.log(execution.id)).toContainEqual(
    expect.objectContaining({ source: 'transform', text: 'sql done' }),
  )
})

it('secrets are masked in the log, in the error and everywhere else in the execution', async () => {
  const pipeline = await engine.pipeline({
    name: 'secretive',
    config: {
      tap: {
        api_token: 'very-secret-value',
        log: ['INFO using very-secret-value', 'ERROR login with very-secret-value refused'],
        fail: 'extract',
      },
    },
  })
  const execution = await engine.perform(pipeline)
  expect(execution.status).toBe('failed')
  expect(JSON.stringify(await engine.log(execution.id))).toContain('using ***')
  expect(JSON.stringify([await engine.log(execution.id), execution])).not.toContain('very-secret-value')
})

it('an extractor of unknown capabilities that does not discover works without a catalogue', async () => {
  const lines = [
    '{"type":"SCHEMA","stream":"s","schema":{},"key_properties":[]}',
    '{"type":"RECORD","stream":"s","record":{"id":1}}',
  ]
  await engine.plugin({
    name: 'quiet',
    type: 'extractor',
    command: ['sh', '-c', `printf '%s\\n' '${lines[0]}' '${lines[1]}'`],
  })
  const execution = await engine.perform(await engine.pipeline({ name: 'simple', extractor: 'quiet' }))
  expect(execution).toMatchObject({ status: 'success', recordsProcessed: 1 })
  expect(await engine.log(execution.id)).toContainEqual(
    expect.objectContaining({ level: 'warning', text: expect.stringContaining('works without a catalogue') }),
  )
})

it('with only `properties` it gets --properties, and without `state` no state', async () => {
  await engine.plugin({
    name: 'legacy',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['properties', 'discover'],
  })
  const pipeline = await engine.pipeline({
    name: 'legacy',
    extractor: 'legacy',
    config: { legacy: { noteTo: 'legacy.note' } },
  })
  await engine.perform(pipeline)
  await engine.perform(pipeline)
  const notes = lines(file('legacy.note'))
  expect(notes[1].argv).toContain('--properties')
  expect(notes[2].argv).not.toContain('--state')
  expect(existsSync(file('legacy.note'))).toBe(true)
})
