import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'
import { serverForFile } from '../../support/server-for-file.ts'

const TAP = `
import { readFileSync, existsSync } from 'node:fs'
const config = JSON.parse(readFileSync(process.argv[process.argv.indexOf('--config') + 1], 'utf8'))
if (process.argv.includes('--state')) throw new Error('A preview has no state')
const write = (text) => new Promise((done) => process.stdout.write(text + '\\n', done))
const schema = { type: 'object', properties: { id: { type: 'integer' }, email: { type: ['null', 'string'] }, big: { type: 'number' }, at: { type: 'string', format: 'date-time' } }, filler: 'x'.repeat(100_000) }
if (process.argv.includes('--discover')) {
  await write(JSON.stringify({ streams: ['users', 'orders'].map((stream) => ({ tap_stream_id: stream, stream, schema, key_properties: ['id'], metadata: [] })) }))
  process.exit()
}
console.error('connecting with ' + config.password)
if (config.note) console.error('the source holds ' + config.note)
if (config.fail === 'early') { console.error('CRITICAL password ' + config.password + ' was refused'); process.exit(3) }
for (const stream of ['users', 'orders']) {
  await write(JSON.stringify({ type: 'SCHEMA', stream, schema, key_properties: ['id'] }))
  for (let id = 1; stream === 'orders' || id <= 5; id += 1) {
    await write('{"type":"RECORD","stream":"' + stream + '","record":{"id":' + id + ',"email":"' + stream + id + '@' + config.password + '","big":18446744073709551610.10,"at":"2026-01-01T00:00:00Z"}}')
  }
}
`
const MAPPER = `
import { createInterface } from 'node:readline'

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line)
  if (message.type === 'SCHEMA') delete message.schema.properties.at
  if (message.type === 'RECORD') {
    if (message.record.id === 2) continue
    message.record.email = 'hidden'
    delete message.record.at
  }
  console.log(JSON.stringify(message))
}
`

const { server, editor } = await serverForFile(['editor'])
beforeAll(async () => {
  writeFileSync(join(server.dataDir, 'tap.mjs'), TAP)
  writeFileSync(join(server.dataDir, 'mapper.mjs'), MAPPER)
  const program = (name: string) => [process.execPath, join(server.dataDir, name)]
  await editor.post('/api/plugins', {
    name: 'tap-shown',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [{ name: 'password', sensitive: true }, { name: 'fail' }],
  })
  await editor.post('/api/plugins', {
    name: 'map-shown',
    type: 'transformer',
    mode: 'in-flight',
    command: program('mapper.mjs'),
  })
  await editor.post('/api/plugins', { name: 'target-never', type: 'loader', command: ['false'] })
})

async function create(
  fields: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
): Promise<string> {
  const { body } = await editor.post('/api/pipelines', {
    name: `Shown ${crypto.randomUUID()}`,
    extractor: 'tap-shown',
    loader: 'target-never',
    config: { 'tap-shown': { password: 'tell-nobody-this', ...settings } },
    ...fields,
  })
  return body.id
}

const lastAudit = async () => (await (await server.as('admin')).get('/api/audit?limit=1')).body.items[0]

describe('a preview of a pipeline', () => {
  it('shows the first records before and after a mapper, loads nothing and reveals no secret', async () => {
    const id = await create({ mappers: ['map-shown'] })
    const { status, body, text } = await editor.post(`/api/pipelines/${id}/preview`, { records: 3 })
    expect(status).toBe(200)
    expect(text).not.toContain('tell-nobody-this')
    const [extracted, mapped] = body.stages
    expect(extracted).toMatchObject({ kind: 'extract', plugin: 'tap-shown', failed: false })
    expect(extracted.ending).toMatch(/^Stopped/)
    expect(extracted.lines).toEqual(['connecting with ***'])
    expect(extracted.tables.map(({ stream }: { stream: string }) => stream)).toEqual(['users', 'orders'])
    expect(extracted.tables[0]).toMatchObject({
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'email', type: 'string' },
        { name: 'big', type: 'number' },
        { name: 'at', type: 'string (date-time)' },
      ],
      rows: [1, 2, 3].map((row) => ({
        cells: [String(row), `"users${row}@***"`, '18446744073709551610.10', '"2026-01-01T00:00:00Z"'],
        from: null,
        changed: [],
      })),
    })
    expect(mapped).toMatchObject({ kind: 'map', plugin: 'map-shown', failed: false })
    expect(mapped.tables[0]).toMatchObject({ stream: 'users', removed: ['at'] })
    expect(
      mapped.tables[0].rows.map(({ from, changed }: { from: number; changed: number[] }) => [from, changed]),
    ).toEqual([
      [0, [1, 2]],
      [2, [1, 2]],
    ])
    const executions = await editor.get(`/api/executions?pipelineId=${id}`)
    expect(executions.body.items).toEqual([])
    expect((await editor.get(`/api/pipelines/${id}/state`)).body).toBeNull()
    expect(existsSync(join(server.dataDir, 'executions', id))).toBe(false)
  })

  it('reads only selected streams, and ends on its own', async () => {
    const id = await create()
    const { body } = await editor.post(`/api/pipelines/${id}/preview`, { streams: ['users'], records: 2 })
    expect(body.stages[0].tables.map(({ stream }: { stream: string }) => stream)).toEqual(['users'])
    const missing = await editor.post(`/api/pipelines/${id}/preview`, { streams: ['nothing'] })
    expect(missing).toMatchObject({ status: 422, body: { errors: [{ path: 'streams' }] } })
    expect((await editor.post(`/api/pipelines/${id}/preview`, { records: 100_000 })).status).toBe(422)
  })

  it('explains why a program failed, without its secret', async () => {
    const id = await create({ mappers: ['map-shown'] }, { fail: 'early' })
    const { status, body, text } = await editor.post(`/api/pipelines/${id}/preview`, {})
    expect(status).toBe(200)
    expect(body.stages).toHaveLength(1)
    expect(body.stages[0]).toMatchObject({ failed: true, tables: [] })
    expect(body.stages[0].ending).toContain('password *** was refused')
    expect(text).not.toContain('tell-nobody-this')
  })

  it('of a draft runs unsaved changes with the stored secret, and changes nothing', async () => {
    const id = await create()
    const before = (await editor.get(`/api/pipelines/${id}`)).body
    const streams = (await editor.get(`/api/pipelines/${id}/streams`)).body
    const draft = { extractor: 'tap-shown', mappers: ['map-shown'], config: before.config }
    const { status, body, text } = await editor.post(`/api/pipelines/${id}/preview`, { records: 3, draft })
    expect(status).toBe(200)
    expect(text).not.toContain('tell-nobody-this')
    expect(body.stages.map(({ plugin }: { plugin: string }) => plugin)).toEqual(['tap-shown', 'map-shown'])
    expect(body.stages[0].tables[0].rows[0].cells[1]).toBe('"users1@***"')
    expect(body.stages[1].tables[0].removed).toEqual(['at'])
    expect((await editor.get(`/api/pipelines/${id}`)).body).toEqual(before)
    expect((await editor.get(`/api/pipelines/${id}/streams`)).body).toEqual(streams)
    expect((await lastAudit()).changes).toEqual([{ path: 'mappers', before: [], after: ['map-shown'] }])
    // Secrets of a draft are hidden too.
    const config = { 'tap-shown': { password: 'a-new-one-of-the-draft' } }
    const fresh = await editor.post(`/api/pipelines/${id}/preview`, {
      records: 1,
      draft: { ...draft, config },
    })
    expect(fresh.body.stages[0].lines).toEqual(['connecting with ***'])
    expect(fresh.text).not.toContain('a-new-one-of-the-draft')
    expect(JSON.stringify(await lastAudit())).not.toContain('a-new-one-of-the-draft')
  })

  it('hides the secrets of the loader, which a source might hold, for drafts and saved pipelines', async () => {
    const secret = 'of-the-loader-alone'
    const id = await create(
      { config: { 'tap-shown': { password: 'tell-nobody-this' }, 'target-never': { password: secret } } },
      {},
    )
    const { config } = (await editor.get(`/api/pipelines/${id}`)).body
    const { 'target-never': _loader, ...drafted } = config
    const draft = {
      ...{ extractor: 'tap-shown', mappers: [] },
      config: { 'tap-shown': { ...drafted['tap-shown'], note: secret } },
    }
    for (const request of [{ records: 1, draft }, { records: 1 }]) {
      const { status, text } = await editor.post(`/api/pipelines/${id}/preview`, request)
      expect(status).toBe(200)
      expect(text).not.toContain(secret)
      expect(text).not.toContain('tell-nobody-this')
    }
  })

  it('of a pipeline that was never saved needs its extractor only, and keeps nothing', async () => {
    const count = async () => (await editor.get('/api/pipelines?limit=200')).body.items.length
    const before = await count()
    const config = { 'tap-shown': { password: 'tell-nobody-this' } }
    const draft = { extractor: 'tap-shown', mappers: ['map-shown'], config }
    const { status, body, text } = await editor.post('/api/pipelines/preview', { records: 2, draft })
    expect(status).toBe(200)
    expect(text).not.toContain('tell-nobody-this')
    expect(body.stages[1].tables[0]).toMatchObject({ stream: 'users', removed: ['at'] })
    expect(await count()).toBe(before)
    expect(await lastAudit()).toMatchObject({
      ...{ action: 'preview', entityType: 'plugin', entityName: 'tap-shown' },
    })
    expect((await editor.post('/api/pipelines/preview', { records: 2 })).status).toBe(422)
  })

  it('quotes why the discovery failed', async () => {
    const script = `process.stderr.write('CRITICAL The bucket is gone.\\n'); process.exit(1)`
    const body = { name: 'tap-undiscovered', type: 'extractor', capabilities: ['catalog', 'discover'] }
    await editor.post('/api/plugins', { ...body, command: [process.execPath, '-e', script, '--'] })
    const draft = { extractor: 'tap-undiscovered', mappers: [], config: {} }
    const answer = await editor.post('/api/pipelines/preview', { draft })
    expect(JSON.stringify(answer.body)).toContain('The bucket is gone.')
  })

  it('of a draft is refused where saving it would be', async () => {
    const id = await create()
    const shown = { extractor: 'tap-shown', mappers: [], config: {} }
    const refused = async (draft: object, who = editor, path = `/api/pipelines/${id}/preview`) =>
      (await who.post(path, { draft })).body
    expect(await refused({ ...shown, extractor: 'target-never' })).toMatchObject({
      ...{ status: 422, errors: [{ path: 'extractor' }] },
    })
    // No marker gives access to a secret stored under another name.
    const other = { 'map-shown': { token: { $secret: true } } }
    expect(await refused({ ...shown, mappers: ['map-shown'], config: other })).toMatchObject({
      ...{ status: 422, errors: [{ path: 'config.map-shown.token' }] },
    })
    const marker = { 'tap-shown': { password: { $secret: true } } }
    expect(await refused({ ...shown, config: marker }, editor, '/api/pipelines/preview')).toMatchObject({
      ...{ status: 422, errors: [{ path: 'config.tap-shown.password' }] },
    })
    expect(await refused({ ...shown, config: { 'target-never': {} } })).toMatchObject({
      ...{ status: 422, errors: [{ path: 'config.target-never' }] },
    })
    for (const role of ['viewer', 'operator'] as const) {
      const client = await server.as(role)
      expect(await refused(shown, client)).toMatchObject({ status: 403 })
      expect(await refused(shown, client, '/api/pipelines/preview')).toMatchObject({ status: 403 })
    }
  })

  it('of a draft respects template locks, and leaves the choice of runner to administrators', async () => {
    const admin = await server.as('admin')
    const body = {
      ...{ extractor: 'tap-shown', loader: 'target-never' },
      config: { 'tap-shown': { password: '${params.password}', fail: 'early' } },
    }
    const { body: template } = await editor.post('/api/templates', {
      ...{ name: 'Locked', naming: '{who}', body, locked: ['config.tap-shown.fail'] },
      parameters: [{ name: 'who' }, { name: 'password', kind: 'secret' }],
    })
    const rows = [{ who: 'Of a template', password: 'tell-nobody-this' }]
    await editor.post(`/api/templates/${template.id}/pipelines`, { rows })
    await server.running.bulk.idle()
    const made = (await editor.get('/api/pipelines?search=Of a template')).body.items[0]
    const draft = {
      extractor: 'tap-shown',
      mappers: [],
      config: { 'tap-shown': { password: { $secret: true } } },
    }
    expect((await editor.post(`/api/pipelines/${made.id}/preview`, { draft })).body).toMatchObject({
      ...{ status: 422, errors: [{ path: 'config.tap-shown.fail' }] },
    })
    const { body: meltano } = await admin.post('/api/pipelines', {
      name: 'By Meltano',
      runner: { kind: 'meltano', project: server.dataDir, run: ['daily'], env: {} },
    })
    const own = { draft: { extractor: 'tap-shown', mappers: [], config: {} } }
    expect((await editor.post(`/api/pipelines/${meltano.id}/preview`, own)).status).toBe(403)
  })

  it('is for editors', async () => {
    const id = await create()
    for (const role of ['viewer', 'operator'] as const) {
      expect((await (await server.as(role)).post(`/api/pipelines/${id}/preview`, {})).status).toBe(403)
    }
  })
})

describe('invoking a plugin', () => {
  it('shows its output, without its secrets', async () => {
    const { items } = (await editor.get('/api/plugins?search=tap-shown')).body
    await editor.patch(`/api/plugins/${items[0].id}`, {
      revision: items[0].revision,
      settings: { password: 'tell-nobody-this' },
    })
    const { status, body, text } = await editor.post(`/api/plugins/${items[0].id}/invoke`, {
      option: 'discover',
    })
    expect(status).toBe(200)
    expect(body.output).toContain('"tap_stream_id":"users"')
    expect(body).toMatchObject({
      exitCode: 0,
      command: expect.arrayContaining(['config.json', '--discover']),
    })
    expect(text).not.toContain('tell-nobody-this')
    expect((await editor.post(`/api/plugins/${items[0].id}/invoke`, { option: '--rm' })).status).toBe(422)
    const { items: loaders } = (await editor.get('/api/plugins?search=target-never')).body
    expect((await editor.post(`/api/plugins/${loaders[0].id}/invoke`, { option: 'discover' })).status).toBe(
      422,
    )
  })
})
