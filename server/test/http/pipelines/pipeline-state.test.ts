import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { env: { FLX_ROLES: 'web' }, stubPlugins: true })

const BOOKMARKS = {
  bookmarks: {
    orders: { replication_key: 'updated_at', replication_key_value: '2026-11-28T07:02:51Z' },
    users: { id: 7 },
  },
}

async function withState(state: unknown = BOOKMARKS, fields = {}): Promise<string> {
  const { id } = await createStubPipeline(editor, fields)
  const url = `/api/pipelines/${id}/state`
  const { status } = await editor.send('PUT', url, { value: state })
  expect(status).toBe(200)
  return url
}

describe('the state of a pipeline', () => {
  it('is replaced by text that is kept character for character', async () => {
    const url = await withState()
    const text = '{ "bookmarks": {"b": {"id": 18446744073709551610, "rate": 0.1000}, "10": 1, "2": 1e400} }'
    const { status, body } = await editor.send('PUT', url, { text, version: 1 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ version: 2, source: 'edit', createdBy: 'The editor', text })
    const shown = await editor.get(url)
    expect(shown.body.text).toBe(text)
    expect(shown.text).toContain('18446744073709551610')
    expect(shown.text).toContain('0.1000')
  })

  it.each([
    ['an empty object', { value: {} }],
    ['empty bookmarks', { value: { bookmarks: { orders: {} } } }],
    ['null', { value: null }],
    ['a list', { value: [1] }],
    ['a number', { text: '7' }],
    ['a log line', { value: { level: 'info', message: 'Done with everything' } }],
    ['text that is not JSON', { text: '{"a":' }],
    ['NaN', { text: '{"a": NaN}' }],
    ['what Meltano keeps of nothing', { value: { completed: {}, partial: {} } }],
    ['both forms', { text: '{"a":1}', value: { a: 1 } }],
    ['neither', {}],
  ])('is not replaced by %s', async (_what, body) => {
    const url = await withState()
    const answer = await editor.send('PUT', url, body)
    expect(answer.status).toBe(422)
    expect((await editor.get(url)).body).toMatchObject({ version: 1, value: BOOKMARKS })
  })

  it.each([
    ['a STATE message', '{"type":"STATE","value":{"bookmarks":{"a":12345678901234567890}}}'],
    ['what Meltano prints', '{"singer_state":{"bookmarks":{"a":12345678901234567890}}}'],
    [
      'what Meltano keeps',
      '{"completed":{"singer_state":{"bookmarks":{"a":12345678901234567890}}},"partial":{}}',
    ],
  ])('is extracted from %s', async (_what, text) => {
    const url = await withState()
    expect((await editor.send('PUT', url, { text })).status).toBe(200)
    expect((await editor.get(url)).body.text).toBe('{"bookmarks":{"a":12345678901234567890}}')
  })

  it('is not changed after a concurrent edit or during an execution', async () => {
    const url = await withState()
    const stale = await editor.send('PUT', url, { value: { a: 1 }, version: 0 })
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale-version' } })
    const pipeline = url.replace('/state', '')
    const { body: execution } = await editor.post(`${pipeline}/execute`, {})
    for (const [method, path, body] of [
      ['PUT', url, { value: { a: 1 } }],
      ['PATCH', url, { reset: ['orders'] }],
      ['DELETE', url, undefined],
      ['POST', `${url}/restore`, { restoreVersion: 1 }],
      ['POST', `${url}/import`, { text: '{"a":1}' }],
    ] as const) {
      const answer = await editor.send(method, path, body)
      expect(answer).toMatchObject({ status: 409, body: { executionId: execution.id } })
    }
    await editor.post(`/api/executions/${execution.id}/cancel`, {})
    expect((await editor.get(url)).body).toMatchObject({ version: 1, value: BOOKMARKS })
  })

  it('is changed for single streams', async () => {
    const url = await withState()
    const { body } = await editor.send('PATCH', url, { bookmarks: { users: null, carts: { id: 1 } } })
    expect(body.value).toEqual({ bookmarks: { orders: BOOKMARKS.bookmarks.orders, carts: { id: 1 } } })
    await editor.send('PATCH', url, { reset: ['orders'], from: '2026-01-01T00:00:00+01:00' })
    expect((await editor.get(url)).body.value.bookmarks.orders.replication_key_value).toBe(
      '2025-12-31T23:00:00Z',
    )
    const notDate = await editor.send('PATCH', url, { reset: ['carts'], from: '2026-01-01T00:00:00Z' })
    expect(notDate).toMatchObject({ status: 422, body: { errors: [{ path: 'from' }] } })
    const unknown = await editor.send('PATCH', url, { reset: ['nothing'] })
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ path: 'reset' }] } })
    await editor.send('PATCH', url, { reset: ['orders', 'carts'] })
    expect((await editor.get(url)).body).toMatchObject({ value: null, source: 'reset' })
  })

  it('is reset, compared and restored', async () => {
    const url = await withState()
    expect((await editor.delete(url)).status).toBe(204)
    expect((await editor.delete(url)).status).toBe(204)
    expect((await editor.get(url)).body).toMatchObject({ version: 2, value: null, source: 'reset' })
    const { body } = await editor.get(`${url}/changes?from=1&to=2`)
    expect(body.changes.map(({ path }: { path: string }) => path)).toContain('bookmarks.users.id')
    expect((await editor.get(`${url}/changes?from=0&to=9`)).status).toBe(404)
    const { body: restored } = await editor.post(`${url}/restore`, { restoreVersion: 1 })
    expect(restored).toMatchObject({ version: 3, source: 'restore', value: BOOKMARKS })
    expect((await editor.post(`${url}/restore`, { restoreVersion: 99 })).status).toBe(404)
    const first = await editor.get(`${url}/versions?limit=2`)
    expect(first.body.items.map(({ version }: { version: number }) => version)).toEqual([3, 2])
    const rest = await editor.get(`${url}/versions?cursor=${first.body.nextCursor}`)
    expect(rest.body.items.map(({ version }: { version: number }) => version)).toEqual([1])
    expect((await editor.get(`${url}/versions?cursor=x`)).status).toBe(422)
  })

  it('is copied from another pipeline of the same extractor', async () => {
    const from = await withState()
    const url = await withState({ old: 1 })
    const pipelineId = from.split('/')[3]
    const { body } = await editor.post(`${url}/copy`, { pipelineId, version: 1 })
    expect(body).toMatchObject({ version: 2, source: 'copy', value: BOOKMARKS })
    expect((await editor.post(`${from}/copy`, { pipelineId })).status).toBe(422)
    const name = `tap-${crypto.randomUUID()}`
    await editor.post('/api/plugins', { name, type: 'extractor', command: ['true'] })
    const other = await withState({ a: 1 }, { extractor: name })
    expect((await editor.post(`${other}/copy`, { pipelineId })).status).toBe(422)
    const { id: none } = await createStubPipeline(editor)
    expect((await editor.post(`${url}/copy`, { pipelineId: none })).status).toBe(422)
  })

  it('moves to Meltano and back', async () => {
    const url = await withState()
    const exported = await editor.get(`${url}/export`)
    expect(exported.body).toEqual({ completed: { singer_state: BOOKMARKS }, partial: {} })
    const forms = [
      exported.text,
      JSON.stringify({ 'dev:tap-a-to-target-b': exported.body }),
      JSON.stringify({ singer_state: BOOKMARKS }),
      JSON.stringify(BOOKMARKS),
    ]
    for (const text of forms) {
      await editor.delete(url)
      const { status, body } = await editor.post(`${url}/import`, { text })
      expect(status).toBe(200)
      expect(body).toMatchObject({ source: 'import', value: BOOKMARKS })
    }
    const partial = {
      completed: { singer_state: { a: { x: 1, y: 1 } } },
      partial: { singer_state: { a: { x: 2 } } },
    }
    const merged = await editor.post(`${url}/import`, { text: JSON.stringify(partial) })
    expect(merged.body.value).toEqual({ a: { x: 2, y: 1 } })
    const several = JSON.stringify({ one: exported.body, two: partial })
    const which = await editor.post(`${url}/import`, { text: several })
    expect(which).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'stateId', message: expect.stringContaining('one, two') }] },
    })
    expect((await editor.post(`${url}/import`, { text: several, stateId: 'two' })).status).toBe(200)
    expect((await editor.post(`${url}/import`, { text: several, stateId: 'three' })).status).toBe(422)
    expect((await editor.post(`${url}/import`, { text: '{"completed":{},"partial":{}}' })).status).toBe(422)
    const { id } = await createStubPipeline(editor)
    expect((await editor.get(`/api/pipelines/${id}/state/export`)).status).toBe(404)
  })

  it('keeps a secret that an extractor put into it, and never shows it', async () => {
    const config = { 'tap-stub': { account: 'acc-tell-nobody' } }
    const url = await withState({ bookmarks: { orders: { cursor: 'acc-tell-nobody', id: 1 } } }, { config })
    const shown = await editor.get(url)
    expect(shown.text).not.toContain('acc-tell-nobody')
    expect(shown.body.value.bookmarks.orders.cursor).toBe('***')
    const edited = { bookmarks: { orders: { cursor: '***', id: 2 } } }
    expect((await editor.send('PUT', url, { value: edited })).status).toBe(200)
    const id = url.split('/')[3] ?? ''
    const whole = await server.running.context.states.bookmark(id)
    expect(whole?.value).toEqual({ bookmarks: { orders: { cursor: 'acc-tell-nobody', id: 2 } } })
    const misplaced = await editor.send('PUT', url, { value: { bookmarks: { other: { cursor: '***' } } } })
    expect(misplaced.status).toBe(422)
    expect((await editor.get(`${url}/export`)).text).not.toContain('acc-tell-nobody')
    expect((await editor.get(`${url}/versions`)).text).not.toContain('acc-tell-nobody')
    expect((await editor.get(`/api/audit?entityId=${id}`)).text).not.toContain('acc-tell-nobody')
  })

  it('stays hidden when the secret has changed since or the settings cannot be resolved', async () => {
    const config = { 'tap-stub': { account: 'acc-of-last-year' } }
    const url = await withState(
      { bookmarks: { orders: { cursor: 'acc-of-last-year' }, a: { id: 1 } } },
      { config },
    )
    const pipeline = url.replace('/state', '')
    await editor.delete(url)
    const changed = { version: 1, config: { 'tap-stub': { account: '$NOT_SET_ANYWHERE' } } }
    expect((await editor.patch(pipeline, changed)).status).toBe(200)
    expect((await editor.post(`${url}/restore`, { restoreVersion: 1 })).status).toBe(200)
    await editor.send('PATCH', url, { bookmarks: { a: { id: 2 } } })
    const twin = await withState({ x: 1 })
    expect((await editor.post(`${twin}/copy`, { pipelineId: url.split('/')[3] })).status).toBe(200)
    for (const one of [url, twin]) {
      const answers = await Promise.all([
        editor.get(one),
        editor.get(`${one}/versions`),
        editor.get(`${one}/export`),
      ])
      for (const { text } of answers) expect(text).not.toContain('acc-of-last-year')
      const whole = await server.running.context.states.bookmark(one.split('/')[3] ?? '')
      expect(whole?.value).toMatchObject({
        bookmarks: { orders: { cursor: 'acc-of-last-year' }, a: { id: 2 } },
      })
    }
  })

  it('of an archived pipeline stays unchanged', async () => {
    const url = await withState()
    await editor.delete(url.replace('/state', ''))
    expect((await editor.send('PUT', url, { value: { a: 1 } })).status).toBe(409)
  })
})
