import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { program, startEngine, type TestEngine } from '../support/engine.ts'

const HOST = 'host-of-the-environment'
const TOKEN = 'token-of-the-environment'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({
    env: { SOURCE_HOST: HOST, SOURCE_TOKEN: TOKEN, SOURCE_SCHEMA: 'raw_data', FLX_LOG_LEVEL: 'silent' },
  })
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    variant: 'ours',
    command: program('tap.mjs'),
    capabilities: ['discover', 'catalog', 'state', 'structured-logging'],
    env: { BASE_URL: 'http://${SOURCE_HOST}/v1', API_TOKEN: '$SOURCE_TOKEN', REGION: 'north-west' },
    settingDefinitions: [
      { name: 'auth', kind: 'object' },
      { name: 'auth.token', kind: 'password' },
      { name: 'columns', kind: 'array' },
      { name: 'port', kind: 'integer', env: 'SOURCE_PORT' },
      { name: 'big', kind: 'integer' },
      { name: 'on', kind: 'boolean' },
    ],
  })
  await engine.plugin({
    name: 'old-tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['discover', 'properties'],
  })
  await engine.plugin({ name: 'tap--heir', type: 'extractor', inheritFrom: 'tap' })
  await engine.plugin({
    name: 'target',
    type: 'loader',
    command: program('target.mjs'),
    settingDefinitions: [
      { name: 'schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' },
      { name: 'password', kind: 'password' },
    ],
  })
  await engine.plugin({
    name: 'after',
    type: 'transformer',
    mode: 'post-load',
    command: [
      process.execPath,
      '-e',
      "require('fs').writeFileSync('after.note', JSON.stringify(process.env))",
      '--',
    ],
  })
})
afterAll(() => engine[Symbol.asyncDispose]())

const inFiles = (name: string): string => join(engine.dataDir, 'files', name)
const notes = (name: string) =>
  readFileSync(inFiles(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const text = async (id: string) => (await engine.log(id)).map((line) => line.text).join('\n')

describe('the variables of a process', () => {
  it('hold its settings under Meltano’s names, objects also as JSON, with those of earlier plugins', async () => {
    const pipeline = await engine.pipeline({
      name: 'variables',
      transform: 'after',
      config: {
        tap: {
          noteTo: 'variables.note',
          auth: { token: 'a secret token', user: 'ada' },
          port: '5432',
          big: '9007199254740993',
          on: 'yes',
          columns: '[\'a\', "b"]',
          url: '${BASE_URL}/things',
          region: '$REGION',
          _load_schema: '$SOURCE_SCHEMA',
          _select: "('people.*', )",
        },
        target: { noteTo: 'variables-target.note', password: 'of the database' },
      },
    })
    const execution = await engine.perform(pipeline)
    expect(execution).toMatchObject({ status: 'success', errorMessage: null })
    const [, { env, config }] = notes('variables.note')
    expect(config).toMatchObject({
      columns: ['a', 'b'],
      url: `http://${HOST}/v1/things`,
      region: 'north-west',
      port: 5432,
    })
    for (const prefix of ['TAP', 'MELTANO_EXTRACT']) {
      expect(JSON.parse(env[`${prefix}_AUTH`])).toEqual({ token: 'a secret token', user: 'ada' })
      expect(env).toMatchObject({
        [`${prefix}_AUTH_TOKEN`]: 'a secret token',
        [`${prefix}_AUTH_USER`]: 'ada',
        [`${prefix}_PORT`]: '5432',
        [`${prefix}_BIG`]: '9007199254740993',
        [`${prefix}_ON`]: 'true',
        [`${prefix}_COLUMNS`]: '["a","b"]',
        [`${prefix}__SELECT`]: '["people.*"]',
        [`${prefix}__LOAD_SCHEMA`]: 'raw_data',
      })
    }
    expect(env).toMatchObject({
      SOURCE_PORT: '5432',
      MELTANO_EXTRACTOR_NAME: 'tap',
      MELTANO_EXTRACTOR_NAMESPACE: 'tap',
      MELTANO_EXTRACTOR_VARIANT: 'ours',
      MELTANO_PROJECT_ROOT: join(engine.dataDir, 'files'),
      BASE_URL: `http://${HOST}/v1`,
      API_TOKEN: TOKEN,
    })

    const [target] = notes('variables-target.note')
    expect(target.config).toMatchObject({ schema: 'raw_data' })
    expect(target.env).toMatchObject({
      TAP_PORT: '5432',
      MELTANO_EXTRACT__LOAD_SCHEMA: 'raw_data',
      MELTANO_LOADER_NAME: 'target',
      MELTANO_LOAD_PASSWORD: 'of the database',
      TARGET_PASSWORD: 'of the database',
    })
    const after = JSON.parse(readFileSync(inFiles('after.note'), 'utf8'))
    expect(after).toMatchObject({
      MELTANO_EXTRACT_PORT: '5432',
      MELTANO_LOADER_NAMESPACE: 'target',
      MELTANO_LOAD_SCHEMA: 'raw_data',
      MELTANO_TRANSFORMER_NAME: 'after',
    })
    // No secret of one plugin reaches the next.
    for (const secret of ['a secret token', TOKEN, HOST])
      expect(JSON.stringify(target.env)).not.toContain(secret)
    for (const secret of ['of the database', 'a secret token'])
      expect(JSON.stringify(after)).not.toContain(secret)
    // Values from references are hidden wherever they are shown.
    for (const secret of [TOKEN, HOST, 'raw_data']) {
      expect(JSON.stringify(execution)).not.toContain(secret)
      expect(await text(execution.id)).not.toContain(secret)
    }
  })

  it('of an inheriting plugin have the names of both', async () => {
    const pipeline = await engine.pipeline({
      name: 'heir',
      extractor: 'tap--heir',
      config: { 'tap--heir': { noteTo: 'heir.note', port: 1 } },
    })
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success', errorMessage: null })
    const [{ env }] = notes('heir.note')
    expect(env).toMatchObject({
      TAP__HEIR_PORT: '1',
      TAP_PORT: '1',
      MELTANO_EXTRACTOR_NAMESPACE: 'tap__heir',
    })
    expect(env).toMatchObject({
      MELTANO_EXTRACT__LOAD_SCHEMA: 'tap__heir',
      MELTANO_EXTRACTOR_VARIANT: 'ours',
    })
  })

  it('a variable of the plugin cannot refer to variables reserved for the server', async () => {
    await engine.plugin({
      name: 'curious',
      type: 'extractor',
      command: program('tap.mjs'),
      env: { PEEK: 'level ${FLX_LOG_LEVEL}' },
    })
    const pipeline = await engine.pipeline({ name: 'curious', extractor: 'curious' })
    expect((await engine.perform(pipeline)).errorMessage).toMatch(
      /The setting env.PEEK of curious cannot be used: .* FLX_LOG_LEVEL, which is not set on the server/,
    )
  })

  it('choose the log format: structured if the plugin supports it', async () => {
    const config = { tap: { noteTo: 'logs.note' }, target: { noteTo: 'logs-target.note' } }
    await engine.perform(await engine.pipeline({ name: 'logs', config }))
    const [, { env }] = notes('logs.note')
    const [target] = notes('logs-target.note')
    expect(env.SINGER_SDK_LOG_CONFIG).toMatch(/logging\.structured\.json$/)
    expect(target.env.LOGGING_CONF_FILE).toMatch(/logging\.conf$/)
    expect(JSON.parse(readFileSync(env.SINGER_SDK_LOG_CONFIG, 'utf8'))).toMatchObject({
      formatters: { singer_formatter: { '()': 'singer_sdk.logging.StructuredFormatter' } },
    })
  })
})

describe('a custom catalogue', () => {
  const catalog = {
    streams: [
      { tap_stream_id: 'people', stream: 'people', selected: true, schema: {}, metadata: [] },
      { tap_stream_id: 'places', stream: 'places', selected: true, schema: {}, metadata: [] },
    ],
  }

  it('is passed on unchanged, without a discovery', async () => {
    writeFileSync(inFiles('own.json'), JSON.stringify(catalog))
    const tap = { noteTo: 'own.note', _catalog: 'own.json', _select: ['nothing'] }
    const execution = await engine.perform(await engine.pipeline({ name: 'own', config: { tap } }))
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 6 })
    const [only, ...others] = notes('own.note')
    expect(others).toEqual([])
    expect(only).toMatchObject({ discovering: false, catalog })
    expect(execution.steps[0]).toMatchObject({ kind: 'discover', status: 'skipped' })
    expect(await text(execution.id)).toContain(
      '_select "nothing" has no effect: the catalogue is the file "own.json".',
    )
  })

  it('loses the streams that _select_filter or an execution excludes', async () => {
    writeFileSync(inFiles('own.json'), JSON.stringify(catalog))
    const tap = { noteTo: 'filtered.note', _catalog: 'own.json', _select_filter: ['!places'] }
    const pipeline = await engine.pipeline({ name: 'filtered', config: { tap } })
    expect(await engine.perform(pipeline)).toMatchObject({ status: 'success', recordsProcessed: 3 })
    expect(await engine.perform(pipeline, { streams: ['gone'] })).toMatchObject({
      status: 'failed',
      errorMessage: expect.stringContaining('not selected in the catalogue of tap: gone'),
    })
  })

  it.each([
    ['missing.json', 'no file "missing.json"'],
    ['../secret.key', '_catalog reads only files in the folder "files"'],
    ['broken.json', 'the file "broken.json" does not hold a JSON object with "streams"'],
  ])('in %s fails before anything starts', async (path, why) => {
    writeFileSync(inFiles('broken.json'), '{"streams": 1}')
    const config = { tap: { _catalog: path } }
    const execution = await engine.perform(await engine.pipeline({ name: `own ${path}`, config }))
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toContain(why)
  })
})

it('a custom state takes precedence over the saved one, except in a full refresh', async () => {
  writeFileSync(inFiles('state.json'), '{"bookmarks": {"people": {"id": 41}}}')
  const tap = { noteTo: 'state.note', _state: 'state.json' }
  const pipeline = await engine.pipeline({ name: 'own state', config: { tap } })
  await engine.perform(pipeline)
  await engine.perform(pipeline, { fullRefresh: true })
  const [first, second] = notes('state.note').filter(({ discovering }) => !discovering)
  expect(first.argv).toContain('--state')
  expect(first.state).toEqual({ bookmarks: { people: { id: 41 } } })
  expect(second.argv).not.toContain('--state')
})

it('an old tap gets its catalogue by --properties', async () => {
  const config = { 'old-tap': { noteTo: 'old.note' } }
  await engine.perform(await engine.pipeline({ name: 'old', extractor: 'old-tap', config }))
  const [, { argv, catalog }] = notes('old.note')
  expect(argv.slice(2, 3)).toEqual(['--properties'])
  expect(argv).not.toContain('--catalog')
  expect(catalog.streams).toHaveLength(1)
})
