import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { catalogServer, stream } from './catalog-server.ts'

const { editor, viewer, folder, aPipelineOf } = await catalogServer()
const put = (path: string, body: unknown) => editor.send('PUT', path, body)

it('shows nothing before the first discovery, then the version with its streams', async () => {
  const { id, name, catalog, discover } = await aPipelineOf(stream('orders', 'id', 'secret'))
  expect(await catalog()).toMatchObject({
    extractor: name,
    canDiscover: true,
    used: null,
    change: null,
    own: { select: null, metadata: {} },
    inherited: { select: ['*.*', '!*.secret'] },
    problem: null,
    revision: 0,
  })
  expect((await discover()).status).toBe(200)
  const { used, isStale } = await catalog()
  expect(used).toMatchObject({ origin: 'discovered', plugin: name, streams: 1, fields: 2, change: null })
  expect(isStale).toBe(false)
  const content = await viewer.get(`/api/pipelines/${id}/catalog/versions/${used.id}`)
  expect(content.body.catalog).toEqual({
    types: ['string'],
    streams: [
      {
        id: 'orders',
        fields: ['id', 'secret'],
        types: [0, 0],
        inclusions: 'ss',
        primaryKey: [],
        method: null,
        forcedMethod: null,
        replicationKey: null,
        validKeys: null,
        isView: false,
      },
    ],
  })
  expect((await viewer.get(`/api/pipelines/${id}/catalog/versions`)).body.items).toEqual([used])
  const missing = '00000000-0000-4000-8000-000000000000'
  expect((await viewer.get(`/api/pipelines/${id}/catalog/versions/${missing}`)).status).toBe(404)
  expect((await viewer.get(`/api/pipelines/${id}/catalog/versions/nonsense`)).status).toBe(404)
})

describe('rules', () => {
  it('are saved on the version that was shown, beside the other configuration', async () => {
    const { id, name, catalog } = await aPipelineOf(stream('orders', 'id'))
    const { pipelineVersion: version } = await catalog()
    const rules = {
      select: ['orders.*', '!orders.secret'],
      metadata: { orders: { 'replication-method': 'INCREMENTAL', password: { selected: false } } },
      schema: { orders: { total: { type: 'number', multipleOf: 0.01 } } },
    }
    const saved = await put(`/api/pipelines/${id}/streams`, { version, ...rules })
    expect(saved.body.config[name]).toEqual({
      host: 'h',
      _select: rules.select,
      _metadata: rules.metadata,
      _schema: rules.schema,
    })
    expect(await catalog()).toMatchObject({ own: rules, pipelineVersion: version + 1 })
    const stale = await put(`/api/pipelines/${id}/streams`, { version, select: ['other.*'] })
    expect(stale.status).toBe(409)
    expect(stale.body).toMatchObject({ code: 'stale-version', current: { version: version + 1 } })
    await put(`/api/pipelines/${id}/streams`, { version: version + 1, select: null, schema: null })
    expect(await catalog()).toMatchObject({ own: { select: null, metadata: rules.metadata, schema: {} } })
  })

  it('keep every digit, and replace dotted names', async () => {
    const { id, name, catalog } = await aPipelineOf(stream('orders', 'id'))
    const config = { [name]: { '_metadata.orders': { 'replication-key': 'id' } } }
    await editor.patch(`/api/pipelines/${id}`, { version: 1, config })
    expect((await catalog()).own.metadata).toEqual({ orders: { 'replication-key': 'id' } })
    const text = '{"version":2,"metadata":{},"schema":{"orders":{"n":{"multipleOf":1e-38}}}}'
    const saved = await editor.send('PUT', `/api/pipelines/${id}/streams`, text)
    expect(saved.text).toContain(`"_schema":{"orders":{"n":{"multipleOf":1e-38}}}`)
    expect(saved.body.config[name]._metadata).toEqual({})
  })

  it.each([
    [{ select: [''] }, 'select.0'],
    [{ select: [' orders'] }, 'select.0'],
    [{ select: 'orders' }, 'select'],
    [{ metadata: { orders: 'no' } }, 'metadata.orders'],
    [{ schema: { orders: { id: 'no' } } }, 'schema.orders.id'],
  ])('that cannot be used are refused: %o', async (rules, path) => {
    const { id } = await aPipelineOf(stream('orders', 'id'))
    const answer = await put(`/api/pipelines/${id}/streams`, { version: 1, ...rules })
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].path).toBe(path)
  })
})

describe('an uploaded catalogue', () => {
  it('replaces the discovery until it is removed', async () => {
    const { id, discover, catalog } = await aPipelineOf(stream('orders', 'id'))
    await discover()
    const { revision, used } = await catalog()
    const upload = { revision, catalog: JSON.stringify({ streams: [stream('mine', 'id', 'name')] }) }
    expect((await viewer.post(`/api/pipelines/${id}/catalog`, upload)).status).toBe(403)
    const uploaded = await editor.post(`/api/pipelines/${id}/catalog`, upload)
    expect(uploaded.body).toMatchObject({
      isPinned: true,
      used: { origin: 'uploaded', streams: 1, fields: 2 },
      change: null,
    })
    expect((await viewer.get(`/api/pipelines/${id}/streams`)).body.streams).toEqual([
      { name: 'mine', selected: true },
    ])
    expect((await editor.post(`/api/pipelines/${id}/catalog`, upload)).status).toBe(409)
    const back = await editor.delete(`/api/pipelines/${id}/catalog/pin?revision=${uploaded.body.revision}`)
    expect(back.body).toMatchObject({ isPinned: false, used: { id: used.id } })
  })

  it.each([
    ['{', 'it is not valid JSON'],
    ['[]', 'a catalogue is an object with a list named "streams"'],
    ['{"streams":[]}', 'it has no streams'],
    ['{"streams":[1]}', 'stream 1 is not an object'],
    ['{"streams":[{"schema":{}}]}', 'stream 1 has no "tap_stream_id"'],
    ['{"streams":[{"stream":"a"}]}', 'stream "a" has no "schema"'],
    ['{"streams":[{"stream":"a","schema":{}},{"stream":"a","schema":{}}]}', 'there are two streams "a"'],
    ['{"streams":[{"stream":"a","schema":{},"metadata":{}}]}', 'the "metadata" of stream "a"'],
    [String.raw`{"streams":[{"stream":"a\u0000","schema":{}}]}`, 'streams.0.stream: It contains a NUL'],
    [String.raw`{"streams":[{"stream":"a","schema":{"properties":{"\ud800":{}}}}]}`, 'lone surrogate'],
  ])('is refused with the reason: %s', async (text, problem) => {
    const { id } = await aPipelineOf(stream('orders', 'id'))
    const answer = await editor.post(`/api/pipelines/${id}/catalog`, { revision: 0, catalog: text })
    expect(answer.status).toBe(422)
    expect(answer.body.detail).toContain(problem)
  })

  it('can be larger than other requests, within limits', async () => {
    const { id } = await aPipelineOf(stream('orders', 'id'))
    const large = { ...stream('mine', 'id'), note: 'x'.repeat(3 * 1024 * 1024) }
    const upload = { revision: 0, catalog: JSON.stringify({ streams: [large] }) }
    expect((await editor.post(`/api/pipelines/${id}/catalog`, upload)).status).toBe(200)
    expect((await put(`/api/pipelines/${id}/streams`, upload)).status).toBe(413)
  })
})

it('a running discovery can be stopped', async () => {
  const { id, name } = await aPipelineOf()
  const plugin = (await editor.get('/api/plugins?limit=200')).body.items.find(
    (item: { name: string }) => item.name === name,
  )
  const fifo = join(folder, 'started')
  execFileSync('mkfifo', [fifo])
  const script = `case "$*" in *--discover*) echo started > ${fifo}; exec sleep 600;; esac`
  const command = ['sh', '-c', script, 'sh']
  await editor.patch(`/api/plugins/${plugin.id}`, { revision: plugin.revision, command })
  const asked = editor.post(`/api/pipelines/${id}/discover`)
  expect(await readFile(fifo, 'utf8')).toBe('started\n')
  const { discoveringSince } = (await viewer.get(`/api/pipelines/${id}/catalog`)).body
  expect(discoveringSince).toMatch(/^\d{4}-/)
  expect((await viewer.delete(`/api/pipelines/${id}/discover`)).status).toBe(403)
  expect((await editor.delete(`/api/pipelines/${id}/discover`)).status).toBe(204)
  expect(await asked).toMatchObject({ status: 409, body: { detail: 'The discovery was stopped.' } })
})
