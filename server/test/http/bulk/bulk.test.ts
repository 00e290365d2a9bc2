import type { BulkReport } from '@flx/shared/bulk'
import type { LiveEvent, LiveHint } from '@flx/shared/live/live'
import { describe, expect, it } from 'vitest'

import { subscribe, type Client } from '../../support/client.ts'
import { aPipeline } from '../../support/records.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'

const { server, editor, operator, viewer } = await serverForFile(['editor', 'operator', 'viewer'], {
  stubPlugins: true,
})

const start = (body: object, client = editor) => client.post('/api/pipelines/bulk', body)
const UNKNOWN = '018f0000-0000-7000-8000-000000000000'

/** The report of a bulk once it has ended. */
async function ended(bulkId: string, on = server, client = editor): Promise<BulkReport> {
  await on.running.bulk.idle()
  return (await client.get(`/api/bulk/${bulkId}?limit=200`)).body as BulkReport
}

/** Stored directly, not through the API: creating each by a request would take most of the test's time. */
async function many(on: TestServer, count: number, tag: string): Promise<string[]> {
  const stored = Array.from({ length: count }, (_, index) =>
    aPipeline({ name: `${tag} ${index}`, extractor: 'tap-stub', loader: 'target-stub', tags: [tag] }),
  )
  for (const pipeline of stored) await on.running.context.pipelines.create(pipeline)
  return stored.map(({ id }) => id)
}

describe('a bulk action on pipelines', () => {
  it('is accepted and reports each item, with a sentence for each failure', async () => {
    const [a, b, off] = await Promise.all([
      createStubPipeline(editor, { isActive: false }),
      createStubPipeline(editor, { isActive: true }),
      createStubPipeline(editor, { isActive: false, name: 'Archived one' }),
    ])
    await editor.delete(`/api/pipelines/${off.id}`)
    const ids = [a.id, b.id, off.id, UNKNOWN, a.id]
    const { status, body } = await start({ action: 'activate', ids }, operator)
    expect(status).toBe(202)
    const report = await ended(body.bulkId)
    expect(report).toMatchObject({
      kind: 'pipelines',
      action: 'activate',
      status: 'finished',
      total: 4,
      done: 4,
      unchanged: 1,
      failed: 2,
      undo: 'deactivate',
      createdBy: { name: 'The operator' },
      failures: [
        { id: off.id, name: 'Archived one', message: expect.stringContaining('it is archived') },
        { id: UNKNOWN, name: UNKNOWN, message: expect.stringContaining('Could not find pipeline') },
      ],
    })
    expect(report.items.map(({ outcome }) => outcome)).toEqual(['changed', 'unchanged', 'failed', 'failed'])
    expect((await editor.get(`/api/pipelines/${a.id}`)).body).toMatchObject({ isActive: true })
    const failures = await viewer.get(`/api/bulk/${body.bulkId}?outcome=failed&limit=1`)
    expect(failures.body).toMatchObject({ items: [{ id: off.id }], nextCursor: expect.any(String) })
  })

  it('names the execution that it started, and the one that blocked it', async () => {
    const { id } = await createStubPipeline(editor)
    const first = await ended((await start({ action: 'execute', ids: [id] })).body.bulkId)
    const [item] = first.items
    const execution = await editor.get(`/api/executions/${item?.resultId}`)
    expect(execution.body).toMatchObject({ pipelineId: id, status: 'pending' })
    const second = await ended((await start({ action: 'execute', ids: [id] })).body.bulkId)
    expect(second).toMatchObject({ failed: 1, undo: null, failures: [{ resultId: item?.resultId }] })
    expect(second.failures[0]?.message).toContain('has not ended yet')
  })

  it('is undone by another one, only for what it changed', async () => {
    const tag = `undo-${crypto.randomUUID()}`
    const on = await createStubPipeline(editor, { tags: [tag] })
    const off = await createStubPipeline(editor, { tags: [tag], isActive: false })
    const first = await start({ action: 'deactivate', filter: { tag } })
    expect(await ended(first.body.bulkId)).toMatchObject({ done: 2, unchanged: 1, undo: 'activate' })
    const undone = await editor.post(`/api/bulk/${first.body.bulkId}/undo`)
    expect(undone.status).toBe(202)
    expect(await ended(undone.body.bulkId)).toMatchObject({ action: 'activate', total: 1, failed: 0 })
    expect((await editor.get(`/api/pipelines/${on.id}`)).body.isActive).toBe(true)
    expect((await editor.get(`/api/pipelines/${off.id}`)).body.isActive).toBe(false)

    const deleted = await start({ action: 'delete', filter: { tag } })
    expect(await ended(deleted.body.bulkId)).toMatchObject({ total: 2, failed: 0, undo: 'restore' })
    expect((await editor.get(`/api/pipelines?tag=${tag}`)).body.total).toBe(0)
    const restored = await editor.post(`/api/bulk/${deleted.body.bulkId}/undo`)
    expect(await ended(restored.body.bulkId)).toMatchObject({ total: 2, failed: 0 })
    expect((await editor.get(`/api/pipelines?tag=${tag}`)).body.total).toBe(2)
  })

  it('without items ends at once and cannot be undone', async () => {
    const { body } = await start({ action: 'deactivate', filter: { tag: 'nobody has it' } })
    expect(await ended(body.bulkId)).toMatchObject({ status: 'finished', total: 0, undo: null })
    expect((await editor.post(`/api/bulk/${body.bulkId}/undo`)).status).toBe(409)
    expect((await editor.post(`/api/bulk/${body.bulkId}/cancel`)).status).toBe(409)
  })

  it.each([
    [{ action: 'explode', ids: [UNKNOWN] }, 'action'],
    [{ action: 'execute' }, 'ids'],
    [{ action: 'execute', ids: [] }, 'ids'],
    [{ action: 'execute', ids: ['1'] }, 'ids.0'],
    [{ action: 'execute', ids: [UNKNOWN], filter: {} }, 'ids'],
    [{ action: 'execute', filter: { colour: 'red' } }, 'filter.colour'],
    [{ action: 'execute', filter: { lastStatus: ['odd'] } }, 'filter.lastStatus.0'],
    [{ action: 'execute', filter: { createdFrom: 'yesterday' } }, 'filter.createdFrom'],
    [{ action: 'execute', ids: [UNKNOWN], mode: 'fast' }, 'mode'],
  ])('refuses %o', async (body, path) => {
    const answer = await start(body)
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].path).toBe(path)
  })

  it('needs the role of its action', async () => {
    const ids = [UNKNOWN]
    expect((await start({ action: 'execute', ids }, viewer)).status).toBe(403)
    expect((await start({ action: 'delete', ids }, operator)).status).toBe(403)
    expect((await start({ action: 'restore', ids }, operator)).status).toBe(403)
    expect((await server.client().post('/api/pipelines/bulk', { action: 'delete', ids })).status).toBe(401)
    const { body } = await start({ action: 'delete', ids })
    await server.running.bulk.idle()
    expect((await viewer.post(`/api/bulk/${body.bulkId}/cancel`)).status).toBe(403)
    expect((await operator.post(`/api/bulk/${body.bulkId}/cancel`)).status).toBe(403)
    expect((await viewer.get(`/api/bulk/${UNKNOWN}`)).status).toBe(404)
    expect((await viewer.get('/api/bulk/12')).status).toBe(404)
  })
})

describe('a bulk action on hundreds of pipelines', () => {
  it('answers before it is done, shows its progress, and stops on request', async () => {
    const tag = 'hundreds'
    await many(server, 500, tag)
    await using socket = await viewer.connect()
    const { body } = await start({ action: 'execute', filter: { tag } }, operator)
    const { bulkId } = body

    const hints: Extract<LiveHint, { type: 'bulk.progress' }>[] = []
    const end = new Promise<Extract<LiveEvent, { type: 'bulk.changed' }>>((resolve) => {
      socket.on('event', (event) => {
        if (event.type === 'bulk.changed' && event.bulk.status !== 'running') resolve(event)
      })
    })
    const progressed = new Promise<void>((resolve) => {
      socket.on('hints', (some) => {
        for (const hint of some) {
          if (hint.type !== 'bulk.progress') continue
          hints.push(hint)
          if (hint.done >= 20) resolve()
        }
      })
    })
    expect(await subscribe(socket, `bulk:${bulkId}`)).toEqual({ seq: expect.any(Number) })
    await progressed
    // Other requests get their turn meanwhile.
    expect((await viewer.get(`/api/bulk/${bulkId}`)).body).toMatchObject({ status: 'running', total: 500 })
    expect((await operator.post(`/api/bulk/${bulkId}/cancel`)).status).toBe(202)
    const { bulk } = await end
    expect(bulk).toMatchObject({ id: bulkId, status: 'cancelled' })
    expect(bulk.done).toBeGreaterThanOrEqual(20)
    expect(bulk.done).toBeLessThan(500)
    const counts = hints.map(({ done }) => done)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    // Exactly what the report lists was done.
    const pending = await viewer.get('/api/executions?status=pending&limit=1')
    const report = await ended(bulkId)
    expect(report.done).toBe(bulk.done)
    expect(pending.body.total).toBeGreaterThanOrEqual(bulk.done)
  })

  it('executes each, and lists each failure', async () => {
    const tag = 'fleet'
    const ids = await many(server, 100, tag)
    for (const id of ids.slice(0, 3)) await editor.post(`/api/pipelines/${id}/execute`)
    const report = await ended((await start({ action: 'delete', filter: { tag } })).body.bulkId)
    expect(report).toMatchObject({ status: 'finished', total: 100, done: 100, failed: 3, undo: 'restore' })
    expect(report.failures.map(({ id }) => id).sort()).toEqual(ids.slice(0, 3).sort())
    expect((await editor.get(`/api/pipelines?tag=${tag}`)).body.total).toBe(3)
  })
})

// On PostgreSQL another server continues it: see nodes/jobs.test.ts.
it.skipIf(process.env['FLX_TEST_ON'] === 'postgres')(
  'a bulk running when the server stops is interrupted, and lists what was done',
  async () => {
    await using before = await startTestServer()
    const { dataDir } = before
    const admin = await before.as('admin')
    await registerStubPlugins(admin)
    const tag = 'stopped'
    await many(before, 400, tag)
    const { body } = await admin.post('/api/pipelines/bulk', { action: 'deactivate', filter: { tag } })
    await before.running[Symbol.asyncDispose]()
    await using after = await startTestServer({ dataDir })
    const again = await after.as('viewer')
    const report = (await again.get(`/api/bulk/${body.bulkId}?outcome=waiting&limit=1`)).body as BulkReport
    expect(report).toMatchObject({ status: 'interrupted', total: 400, items: [{ outcome: 'waiting' }] })
    const off = await again.get(`/api/pipelines?tag=${tag}&status=inactive`)
    expect(off.body.total).toBe(report.done)
  },
)

describe('a user who loses the role during a bulk action', () => {
  const [PASSWORD, COUNT] = ['correct horse battery', 30]

  /** Starts a bulk as a separate operator, takes something away at the fifth item, and returns the report. */
  async function losing(
    byToken: boolean,
    take: (requester: { id: string; tokenId: string }, admin: Client) => Promise<unknown>,
  ): Promise<BulkReport> {
    await using own = await startTestServer()
    const admin = await own.as('admin')
    await registerStubPlugins(admin)
    const email = `${crypto.randomUUID()}@example.com`
    const account = { name: 'Olga', email, role: 'operator', password: PASSWORD }
    const { body: olga } = await admin.post('/api/users', account)
    const client = await own.client().signIn(email, PASSWORD)
    const { body: made } = await client.post('/api/tokens', { name: 'script', role: 'operator' })
    const ids = await many(own, COUNT, 'lost')
    const headers = byToken ? { authorization: `Bearer ${made.value}` } : {}
    const { bulks } = own.running.context
    const saveResult = bulks.saveResult.bind(bulks)
    let taken = 0
    bulks.saveResult = async (...result) => {
      const figures = await saveResult(...result)
      if (++taken === 5) await take({ id: olga.id, tokenId: made.token.id }, admin)
      return figures
    }
    const asking = byToken ? own.client() : client
    const { body } = await asking.send('POST', '/api/pipelines/bulk', { action: 'deactivate', ids }, headers)
    return await ended(body.bulkId, own, admin)
  }

  it.each<[string, boolean, Parameters<typeof losing>[1], string]>([
    [
      'is demoted',
      false,
      ({ id }, admin) => admin.patch(`/api/users/${id}`, { role: 'viewer' }),
      'This needs the operator role; Olga now has the viewer role.',
    ],
    [
      'is disabled',
      false,
      ({ id }, admin) => admin.patch(`/api/users/${id}`, { isDisabled: true }),
      'The account of Olga was no longer valid for this item.',
    ],
    [
      'loses the token',
      true,
      ({ tokenId }, admin) => admin.delete(`/api/tokens/${tokenId}`),
      'The API token of Olga was no longer valid for this item.',
    ],
  ])('and %s: the rest is refused with the reason', async (_, byToken, take, reason) => {
    const report = await losing(byToken, take)
    expect(report).toMatchObject({ status: 'finished', total: COUNT, done: COUNT, failed: COUNT - 5 })
    expect(new Set(report.failures.map(({ message }) => message))).toEqual(new Set([reason]))
  })

  it('and gains another role keeps the one that it was accepted with', async () => {
    const report = await losing(false, ({ id }, admin) => admin.patch(`/api/users/${id}`, { role: 'editor' }))
    expect(report).toMatchObject({ total: COUNT, failed: 0 })
  })
})
