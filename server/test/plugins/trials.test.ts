import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { PluginTest } from '@flx/shared/plugins/plugin-actions'
import { beforeAll, describe, expect, it } from 'vitest'
import { serverForFile } from '../support/server-for-file.ts'

/** A program that follows its configuration, and prints its secret on stderr. */
const PROGRAM = `
import { readFileSync } from 'node:fs'

const has = (name) => process.argv.includes(name)
// A pipe takes 64 KiB at a time: what is beyond that is lost by an exit that does not wait.
const write = (message) => new Promise((done) => process.stdout.write(JSON.stringify(message) + '\\n', done))
if (has('--about')) {
  console.log(JSON.stringify({ capabilities: ['discover', 'catalog'], settings: { properties: { region: { type: 'string' }, key: { type: 'string', secret: true } } } }))
  process.exit()
}
if (has('--help') || has('--version')) process.exit(process.env.MUTE === undefined ? (console.log('usage'), 0) : 3)
const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
console.error('connecting with ' + config.password)
if (has('--discover')) {
  if (config.fail === 'discover') process.exit(4)
  await write({ streams: [{ tap_stream_id: 'users', stream: 'users', schema: { type: 'object', properties: {}, filler: 'x'.repeat(100_000) }, metadata: [] }] })
  process.exit()
}
const refuse = () => {
  console.error('Traceback (most recent call last):')
  for (let frame = 1; frame <= 60; frame += 1) console.error('  File "pool.py", line ' + frame + ', in connect')
  console.error('OperationalError: connection failed: password authentication failed for user "me"')
  console.error('')
  console.error('(Background on this error at: https://sqlalche.me/e/20/e3q8)')
  process.exit(1)
}
if (config.target) {
  let lines = 0
  for await (const chunk of process.stdin) lines += String(chunk).split('\\n').length - 1
  if (config.fail === 'refused' && lines > 0) refuse()
  process.exit(config.fail === 'load' ? 5 : 0)
}
if (config.fail === 'refused') refuse()
if (config.fail === 'noise') console.log('hello')
if (config.fail === 'silent') process.exit(0)
await write({ type: 'SCHEMA', stream: 'users', schema: { filler: 'x'.repeat(100_000) }, key_properties: [] })
if (config.fail === 'extract') { console.error('CRITICAL no more ' + config.password); process.exit(6) }
const more = () => { console.log(JSON.stringify({ type: 'RECORD', stream: 'users', record: { secret: 'a record value' } })); setTimeout(more, 5) }
more()
`

const { server, editor } = await serverForFile(['editor'])
beforeAll(async () => {
  writeFileSync(join(server.dataDir, 'program.mjs'), PROGRAM)
})

async function plugin(fields: Record<string, unknown>): Promise<string> {
  const { body } = await editor.post('/api/plugins', {
    name: `x-${crypto.randomUUID()}`,
    command: [process.execPath, join(server.dataDir, 'program.mjs')],
    ...fields,
  })
  return body.id as string
}

async function tested(
  fields: Record<string, unknown>,
  query = '',
): Promise<{ test: PluginTest; text: string }> {
  const { body, text, status } = await editor.post(`/api/plugins/${await plugin(fields)}/test${query}`)
  expect(status).toBe(200)
  return { test: body, text }
}

const password = 'a-secret-of-the-source'

describe('testing an extractor', () => {
  it('discovers and extracts until its first record, stops it, and reveals no secret and no value', async () => {
    const { test, text } = await tested({ type: 'extractor', settings: { password } })
    expect(test.verdict).toBe('works')
    expect(test.summary).toMatch(/started with its settings and wrote a RECORD of the stream users\.$/)
    expect(test.steps.map(({ title }) => title)).toEqual([
      'Discovering streams',
      'Extracting the first record',
    ])
    expect(test.steps[1]).toMatchObject({
      command: expect.arrayContaining(['--config', 'config.json', '--catalog', 'catalog.json']),
      ending: 'Stopped: enough output.',
      messages: expect.arrayContaining([{ type: 'SCHEMA', stream: 'users', count: 1 }]),
      lines: ['connecting with ***'],
    })
    expect(text).not.toMatch(/a-secret-of-the-source|a record value/)
    expect(await server.running.engine.starter.findSurvivors()).toEqual([])
  })

  it.each([
    ['discover', ['discover', 'catalog'], /^Discovery failed: .* exited with code 4/],
    ['noise', [], /not a Singer message/],
    ['silent', [], /ended without a Singer message/],
    [
      'extract',
      [],
      /It started with a SCHEMA of the stream users, then .* exited with code 6: no more \*\*\*/,
    ],
  ])('that fails by %s reports how', async (fail, capabilities, says) => {
    const { test } = await tested({ type: 'extractor', capabilities, settings: { fail, password } })
    expect(test).toMatchObject({ verdict: 'fails', summary: expect.stringMatching(says) })
  })

  it('that lacks a required setting is only started, and the setting is named', async () => {
    const { test } = await tested({
      type: 'extractor',
      settingDefinitions: [{ name: 'host', required: true }, { name: 'token' }, { name: 'user' }],
      settingGroups: [
        ['host', 'token'],
        ['host', 'user'],
      ],
      settings: { user: 'me' },
    })
    expect(test.verdict).toBe('starts')
    expect(test.summary).toMatch(/needs a value for the setting host.*responds to --about\.$/)
    expect(test.needs.map(({ missing }) => missing)).toEqual([['host', 'token'], ['host']])
  })
})

it('a loader gets an empty input; a failing one is checked for whether it starts', async () => {
  const good = await tested({ type: 'loader', settings: { target: true } })
  expect(good.test).toMatchObject({
    verdict: 'starts',
    summary: expect.stringContaining('starts. The connection was not tried'),
  })
  const bad = await tested({ type: 'loader', settings: { target: true, fail: 'load' } })
  expect(bad.test.verdict).toBe('fails')
  expect(bad.test.summary).toMatch(/With an empty input, .* exited with code 5.* responds to --about\.$/)
})

it('on request, a loader is proved by a record that it writes', async () => {
  const good = await tested({ type: 'loader', settings: { target: true } }, '?write=true')
  expect(good.test).toMatchObject({
    verdict: 'works',
    summary: expect.stringContaining('loaded one record into the stream meltano_test_stream'),
  })
  const bad = await tested({ type: 'loader', settings: { target: true, fail: 'refused' } }, '?write=true')
  expect(bad.test).toMatchObject({
    verdict: 'fails',
    summary: expect.stringMatching(
      /exited with code 1: OperationalError: connection failed: password authentication failed for user "me"\.$/,
    ),
  })
  const id = await plugin({ type: 'extractor' })
  expect((await editor.post(`/api/plugins/${id}/test?write=true`)).status).toBe(422)
})

it('a long traceback followed by text is summed up as in an execution', async () => {
  const { test } = await tested({ type: 'extractor', settings: { fail: 'refused' } })
  expect(test.summary).toMatch(/password authentication failed for user "me"\.$/)
})

it('the bundled connectors pass their own tests as far as they go without settings', async () => {
  const { body } = await editor.get('/api/plugins')
  const verdicts: Record<string, string> = {}
  for (const { id, name, bundled } of body.items) {
    if (bundled === true) verdicts[name] = (await editor.post(`/api/plugins/${id}/test`)).body.verdict
  }
  expect(verdicts).toEqual({
    // Without files there is nothing to extract.
    'tap-csv': 'fails',
    'target-jsonl': 'starts',
    'target-sqlite': 'starts',
    'map-fields': 'starts',
    'transform-sql': 'starts',
  })
})

it('an inheriting plugin is tested with its own settings over those of its parent', async () => {
  writeFileSync(join(server.dataDir, 'files', 'people.csv'), 'id,name\n1,Ada\n')
  const { body } = await editor.post('/api/plugins', {
    name: 'tap-csv--people',
    type: 'extractor',
    inheritFrom: 'tap-csv',
    settings: { files: [{ entity: 'people', path: 'people.csv', keys: ['id'] }] },
  })
  const { body: test } = await editor.post(`/api/plugins/${body.id}/test`)
  expect(test).toMatchObject({ verdict: 'works', needs: [] })
})

it('a program that cannot be started is refused with what to do', async () => {
  const missing = await tested({ type: 'utility', command: ['/no/such/program'] })
  expect(missing.test).toMatchObject({
    verdict: 'fails',
    summary: expect.stringContaining('could not start'),
  })
  const id = await plugin({ type: 'extractor', command: null, pipUrl: 'tap-x' })
  const { status, body } = await editor.post(`/api/plugins/${id}/test`)
  expect([status, body.detail]).toEqual([422, expect.stringContaining('is not installed. Install it')])
})

it('a connector that is started by a command reports its settings on request', async () => {
  const id = await plugin({ type: 'extractor', settings: { region: 'eu' } })
  const { body, status } = await editor.post(`/api/plugins/${id}/describe`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    revision: 2,
    capabilities: ['discover', 'catalog'],
    settings: { region: 'eu' },
    settingDefinitions: [
      { name: 'region', kind: 'string' },
      { name: 'key', kind: 'password' },
    ],
  })
  const silent = await plugin({ type: 'extractor', command: ['true'] })
  const refused = await editor.post(`/api/plugins/${silent}/describe`)
  expect([refused.status, refused.body.detail]).toEqual([422, expect.stringContaining('Enter them yourself')])
})

describe('testing with unsaved settings', () => {
  it('overlays those of the plugin, with the secrets of the pipeline, and saves nothing', async () => {
    const id = await plugin({ type: 'extractor', settings: { password: 'of-the-plugin' } })
    const { body: before } = await editor.get(`/api/plugins/${id}`)
    const tried = async (body: object) => editor.post(`/api/plugins/${id}/try`, body)
    const plain = await tried({ settings: { fail: 'extract', password: 'typed-in-the-form' } })
    expect(plain.body).toMatchObject({ verdict: 'fails' })
    expect(plain.text).toContain('no more ***')
    expect(plain.text).not.toMatch(/typed-in-the-form|of-the-plugin/)

    const { body: loader } = await editor.get(`/api/plugins/${await plugin({ type: 'loader' })}`)
    const { body: pipeline } = await editor.post('/api/pipelines', {
      name: 'with a secret',
      extractor: before.name,
      loader: loader.name,
      config: { [before.name]: { password: 'of-the-pipeline', fail: 'silent' } },
    })
    const kept = await tried({
      settings: { password: { $secret: true }, fail: 'extract' },
      pipelineId: pipeline.id,
    })
    expect(kept.body).toMatchObject({ verdict: 'fails' })
    expect(kept.text).toContain('no more ***')
    expect(kept.text).not.toContain('of-the-pipeline')

    const nothing = await tried({ settings: { password: { $secret: true } } })
    expect([nothing.status, nothing.body.errors[0].path]).toEqual([422, 'settings.password'])
    expect((await editor.get(`/api/plugins/${id}`)).body.settings).toEqual(before.settings)
    const operator = await server.as('operator')
    expect((await operator.post(`/api/plugins/${id}/try`, { settings: {} })).status).toBe(403)
  })
})

it('needs the role editor, and one at a time', async () => {
  const id = await plugin({ type: 'loader', command: ['sleep', '30'] })
  const operator = await server.as('operator')
  expect((await operator.post(`/api/plugins/${id}/test`)).status).toBe(403)
  const leaving = new AbortController()
  const first = fetch(`${server.url}/api/plugins/${id}/test`, {
    method: 'POST',
    headers: { origin: server.url, cookie: editor.cookie },
    signal: leaving.signal,
  }).catch(() => 'left')
  await expect.poll(async () => (await editor.post(`/api/plugins/${id}/test`)).status).toBe(409)
  // Leaving the page stops the program.
  leaving.abort()
  expect(await first).toBe('left')
  await expect.poll(() => server.running.engine.starter.findSurvivors()).toEqual([])
})
