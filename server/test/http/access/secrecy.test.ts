import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openSqlite, type Database } from '../../../src/adapters/db/core/open-database.ts'
import { rememberStoredSecrets } from '../../../src/app/settings/remember-secrets.ts'
import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
/** The same database, on a separate connection. */
let database: Database
let editor: Client
let viewer: Client
let admin: Client
beforeAll(async () => {
  server = await startTestServer({ postgres: null })
  database = openSqlite(join(server.dataDir, 'flx.db'))
  editor = await server.as('editor')
  viewer = await server.as('viewer')
  admin = await server.as('admin')
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const HIDDEN = { $secret: true }
const VALUE = 'hunter-number-two'
const DEFINITIONS = [
  { name: 'account', sensitive: true },
  { name: 'auth.pin', kind: 'password' },
  { name: 'host' },
]
const SETTINGS = { account: VALUE, auth: { pin: VALUE }, host: 'h' }
const SHOWN = { account: HIDDEN, auth: { pin: HIDDEN }, host: 'h' }

/** An extractor with its definitions, a loader, and a pipeline that configures both. */
async function made({ of = {} as Record<string, unknown>, account = VALUE } = {}) {
  const name = `tap-${crypto.randomUUID()}`
  const loader = `target-${crypto.randomUUID()}`
  const { body: tap } = await editor.post('/api/plugins', {
    ...{ name, type: 'extractor', command: ['tap'], settingDefinitions: DEFINITIONS, settings: SETTINGS },
    ...of,
  })
  await editor.post('/api/plugins', { name: loader, type: 'loader', command: ['target'] })
  const { body: pipeline } = await editor.post('/api/pipelines', {
    ...{ name: `Of ${name}`, extractor: name, loader, config: { [name]: { ...SETTINGS, account } } },
  })
  return { name, tap, pipeline }
}

/** Everything that a viewer can read about them, and the audit log. */
async function read({ tap, pipeline }: { tap: { id: string }; pipeline: { id: string } }): Promise<string> {
  const answers = [
    await viewer.get(`/api/plugins/${tap.id}`),
    await viewer.get('/api/plugins?limit=100'),
    await viewer.get(`/api/pipelines/${pipeline.id}`),
    await viewer.get(`/api/pipelines/export?ids=${pipeline.id}`),
    await admin.get('/api/audit?limit=100'),
    // Documents returned when an outdated edit is refused.
    await editor.patch(`/api/plugins/${tap.id}`, { revision: 99_999, label: 'x' }),
    await editor.patch(`/api/pipelines/${pipeline.id}`, { version: 99_999, description: 'x' }),
  ]
  for (const { status } of answers) expect([200, 409]).toContain(status)
  return answers.map(({ text }) => text).join('\n')
}

const redefine = async (id: string, settingDefinitions: unknown[]) => {
  const { body } = await editor.get(`/api/plugins/${id}`)
  return editor.patch(`/api/plugins/${id}`, { revision: body.revision, settingDefinitions })
}

describe('a value stored as a secret stays one', () => {
  it.each([
    ['its definition is removed', []],
    ['its definition says so no more', [{ name: 'account' }, { name: 'auth.pin' }, { name: 'host' }]],
    [
      'its kind becomes another',
      [
        { name: 'account', kind: 'options' },
        { name: 'auth', kind: 'object' },
      ],
    ],
  ])('when %s', async (_case, definitions) => {
    const things = await made()
    expect((await redefine(things.tap.id, definitions)).body.settings).toEqual(SHOWN)
    const { body } = await viewer.get(`/api/pipelines/${things.pipeline.id}`)
    expect(body.config[things.name]).toEqual(SHOWN)
    expect(await read(things)).not.toContain(VALUE)
  })

  it('when the plugin was marked only after the value was stored', async () => {
    const of = { settingDefinitions: [{ name: 'account' }], settings: {} }
    const things = await made({ of, account: 'open until then' })
    await redefine(things.tap.id, DEFINITIONS)
    await redefine(things.tap.id, [])
    const { body } = await viewer.get(`/api/pipelines/${things.pipeline.id}`)
    expect(body.config[things.name]).toEqual(SHOWN)
  })

  it('when another plugin inherits from the one that defined it', async () => {
    const { name, tap } = await made()
    const { body: heir } = await editor.post('/api/plugins', {
      ...{ name: `${name}-heir`, type: 'extractor', inheritFrom: name, settings: SETTINGS },
    })
    await redefine(tap.id, [])
    expect((await viewer.get(`/api/plugins/${heir.id}`)).body.settings).toEqual(SHOWN)
  })

  it('when a document of the pipeline is imported again', async () => {
    const things = await made()
    await redefine(things.tap.id, [])
    const { text } = await viewer.get(`/api/pipelines/export?ids=${things.pipeline.id}`)
    const yaml = text.replace('description: ""', 'description: changed')
    const { body } = await editor.post('/api/pipelines/import', { yaml, dryRun: false })
    expect(body.items[0].problems).toEqual([])
    expect(await read(things)).not.toContain(VALUE)
  })

  it('when it is written in plain text again, at its place or another', async () => {
    const things = await made()
    await redefine(things.tap.id, [])
    const { body } = await editor.get(`/api/pipelines/${things.pipeline.id}`)
    const config = { [things.name]: { account: VALUE, copy: VALUE, auth: HIDDEN } }
    await editor.patch(`/api/pipelines/${things.pipeline.id}`, { version: body.version, config })
    expect(await read(things)).not.toContain(VALUE)
  })

  it('until another value replaces it', async () => {
    const things = await made()
    const { body } = await redefine(things.tap.id, [])
    const settings = { account: 'open', auth: { pin: HIDDEN } }
    await editor.patch(`/api/plugins/${things.tap.id}`, { revision: body.revision, settings })
    expect((await viewer.get(`/api/plugins/${things.tap.id}`)).body.settings).toEqual({
      account: 'open',
      auth: { pin: HIDDEN },
    })
  })

  it('in lists, wherever its item is', async () => {
    const definitions = [{ name: 'accounts', kind: 'array' }]
    const accounts = [
      { name: 'a', apiKey: VALUE },
      { name: 'b', headers: { Authorization: VALUE } },
    ]
    const of = { settingDefinitions: definitions, settings: { accounts } }
    const { tap } = await made({ of, account: 'open' })
    expect((await viewer.get(`/api/plugins/${tap.id}`)).body.settings).toEqual({
      accounts: [
        { name: 'a', apiKey: HIDDEN },
        { name: 'b', headers: { Authorization: HIDDEN } },
      ],
    })
  })
})

it('secrets of an earlier version are determined at the start, by name as well', async () => {
  const things = await made()
  const { db } = database
  const old = { plugin: { token_url: VALUE, ...SETTINGS }, pipeline: { primary_key: VALUE, ...SETTINGS } }
  const { context } = server.running
  const plugin = await context.plugins.find(things.tap.id)
  const pipeline = await context.pipelines.find(things.pipeline.id)
  if (plugin === undefined || pipeline === undefined) throw new Error('They are stored.')
  await context.plugins.update(
    { ...plugin, settings: old.plugin, revision: plugin.revision + 1 },
    plugin.revision,
  )
  const config = { [things.name]: old.pipeline }
  await context.pipelines.update({ ...pipeline, config, version: pipeline.version + 1 }, pipeline.version)
  await db.updateTable('plugin').set({ secret_settings: null }).where('id', '=', plugin.id).execute()
  await db.updateTable('pipeline').set({ secret_settings: null }).where('id', '=', pipeline.id).execute()
  await rememberStoredSecrets(context)
  await redefine(things.tap.id, [])
  expect(await read(things)).not.toContain(VALUE)
})

it('an older execution shows its configuration and commands by current knowledge of secrets', async () => {
  const things = await made()
  const { body: execution } = await editor.post(`/api/pipelines/${things.pipeline.id}/execute`)
  const { db } = database
  const resolved = { [things.name]: { ...SETTINGS, encryptionKey: VALUE, url: `https://${VALUE}@h/` } }
  const step = { kind: 'extract', plugin: things.name, status: 'failed', startedAt: null, finishedAt: null }
  const command = ['tap', '--password', VALUE, `--dsn=${VALUE}`]
  const steps = [{ ...step, command, exitCode: 1, signal: null, outcome: null, pid: null }]
  await db
    .updateTable('execution')
    .set({ resolved_config: JSON.stringify(resolved), steps: JSON.stringify(steps) })
    .where('id', '=', execution.id)
    .execute()
  await redefine(things.tap.id, [])
  for (const path of ['', `/compare?baseline=${execution.id}`]) {
    const { text, status } = await viewer.get(`/api/executions/${execution.id}${path}`)
    expect(status).toBe(200)
    expect(text).not.toContain(VALUE)
  }
})

it('the audit log shows older entries by current knowledge of secrets', async () => {
  const changes = [
    { path: 'settings.encryptionKey', after: VALUE },
    { path: 'config.tap-x.headers', before: { Authorization: VALUE }, after: {} },
    { path: 'command', after: ['tap', '--token', VALUE] },
    { path: 'settings.url', after: `https://u:${VALUE}@h` },
    { path: 'name', before: 'a', after: 'b' },
  ]
  await made()
  const { db } = database
  await db
    .updateTable('audit_entry')
    .set({ changes: JSON.stringify(changes) })
    .execute()
  const { text, body } = await admin.get('/api/audit?limit=1')
  expect(text).not.toContain(VALUE)
  expect(body.items[0].changes).toContainEqual({ path: 'name', before: 'a', after: 'b' })
})

it('a viewer sees the command of a plugin without its secrets, and an edit keeps them', async () => {
  const command = ['tap', '--password', VALUE, '--header', `Authorization: Bearer ${VALUE}`]
  const things = await made({ of: { command } })
  const { body } = await viewer.get(`/api/plugins/${things.tap.id}`)
  expect(JSON.stringify(body)).not.toContain(VALUE)
  const moved = ['tap', '--verbose', ...body.command.slice(1)]
  await editor.patch(`/api/plugins/${things.tap.id}`, { revision: body.revision, command: moved })
  const stored = await server.running.context.plugins.find(things.tap.id)
  expect(stored?.command).toEqual(['tap', '--verbose', ...command.slice(1)])
  const { status } = await editor.patch(`/api/plugins/${things.tap.id}`, {
    ...{ revision: body.revision + 1, command: ['other', '--password', body.command[2]] },
  })
  expect(status).toBe(200)
})
