import type { BulkReport } from '@flx/shared/bulk'
import type { ExecutionComparison } from '@flx/shared/executions/execution-comparison'
import type { ExecutionCalendar } from '@flx/shared/executions/execution-calendar'
import type { ExecutionStatus } from '@flx/shared/executions/execution-status'
import { describe, expect, it } from 'vitest'

import { aResult, anExecution } from '../../support/records.ts'
import { type TestServer } from '../../support/server.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor, operator, viewer } = await serverForFile(['editor', 'operator', 'viewer'], {
  stubPlugins: true,
})

interface Past {
  status?: 'success' | 'failed' | 'cancelled'
  queuedAt?: string
  records?: number
  errorMessage?: string
  start?: Parameters<TestServer['running']['context']['executions']['saveStart']>[1]
  streams?: { stream: string; records: number }[]
  state?: { [key: string]: string }
}

/** An execution that ended, as a worker would have stored it. */
async function ended(pipeline: { id: string; name: string }, past: Past = {}): Promise<string> {
  const { executions, states } = server.running.context
  const { status = 'success', queuedAt = new Date().toISOString(), records = 0 } = past
  const execution = anExecution(pipeline, { queuedAt })
  await executions.enqueue(execution)
  const token = `token-${execution.id}`
  const claimed = await executions.claim('test', token, () => new Date(queuedAt), 30)
  expect(claimed?.id).toBe(execution.id)
  const lease = { executionId: execution.id, token }
  if (past.start !== undefined) await executions.saveStart(lease, past.start)
  if (past.state !== undefined)
    await states.saveConfirmed(lease, pipeline.id, { value: past.state }, queuedAt)
  await executions.finish(
    lease,
    aResult({
      status,
      outcome: status === 'success' ? 'completed' : status === 'failed' ? 'errored' : 'cancelled',
      recordsProcessed: records,
      errorMessage: past.errorMessage ?? null,
      streams: (past.streams ?? []).map((stream) => ({ ...stream, batches: 0, bytes: 0 })),
      steps: past.start?.steps ?? [],
    }),
    new Date(Date.parse(queuedAt) + 5000).toISOString(),
  )
  return execution.id
}

describe('the calendar of executions', () => {
  it('counts years, months and days by the clock of a time zone', async () => {
    const { body: pipeline } = await editor.post('/api/pipelines', {
      name: 'Calendar',
      extractor: 'tap-stub',
      loader: 'target-stub',
    })
    const at = async (queuedAt: string, status?: Past['status']) =>
      ended(pipeline, { queuedAt, ...(status === undefined ? {} : { status }) })
    // Still 2025 in Zürich's evening, already the next year an hour and a half later.
    await at('2025-12-31T22:30:00.000Z')
    await at('2025-12-31T23:30:00.000Z', 'failed')
    // The night in which the clocks go forward.
    await at('2026-03-28T23:30:00.000Z')
    await at('2026-03-29T21:30:00.000Z')
    await at('2026-03-29T22:30:00.000Z')
    await editor.post(`/api/pipelines/${pipeline.id}/execute`)
    const calendar = async (query: string): Promise<ExecutionCalendar> =>
      (await viewer.get(`/api/executions/calendar?timezone=Europe/Zurich&pipelineId=${pipeline.id}&${query}`))
        .body
    const counts = (parts: ExecutionCalendar['days']) =>
      Object.fromEntries(parts.filter(({ count }) => count !== 0).map(({ period, count }) => [period, count]))
    const { years, months } = await calendar('period=2026')
    expect(years.map(({ period }) => period)).toContain('2025')
    expect(counts(years)).toMatchObject({ 2025: 1 })
    expect(months.length).toBeGreaterThanOrEqual(3)
    expect(counts(months)).toMatchObject({ '2026-01': 1, '2026-03': 3 })
    const march = await calendar('period=2026-03')
    expect(march.days).toHaveLength(31)
    expect(counts(march.days)).toEqual({ '2026-03-29': 2, '2026-03-30': 1 })
    expect(march.days[28]).toMatchObject({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' })
    // Every way of counting agrees: aggregates, the index, and the list itself.
    for (const filter of ['', 'status=failed', 'status=pending', 'trigger=manual', 'fullRefresh=false']) {
      const { days, years: whole } = await calendar(`period=2026-03-29&${filter}`)
      const day = days.find(({ period }) => period === '2026-03-29')
      const listed = await viewer.get(
        `/api/executions?pipelineId=${pipeline.id}&from=${day?.from}&to=${day?.to}&${filter}`,
      )
      // Null when counting would take too long.
      expect([null, listed.body.total]).toContain(day?.count)
      expect(whole.length).toBeGreaterThan(1)
    }
    const searched = await calendar('period=2026-03&search=x')
    expect(searched.days.map(({ count }) => count)).toEqual(Array.from({ length: 31 }, () => null))
    await operator.post(`/api/pipelines/${pipeline.id}/cancel`)
  })

  it('refuses invalid periods and zones', async () => {
    for (const query of ['period=march', 'period=2026-13', 'timezone=Mars/Olympus']) {
      const { status, body } = await viewer.get(`/api/executions/calendar?${query}`)
      expect(status).toBe(422)
      expect(body.errors).toHaveLength(1)
    }
  })
})

describe('a bulk action on executions', () => {
  const start = (body: object, client = operator) => client.post('/api/executions/bulk', body)
  const report = async (bulkId: string): Promise<BulkReport> => {
    await server.running.bulk.idle()
    return (await viewer.get(`/api/bulk/${bulkId}?limit=200`)).body
  }
  const statusOf = async (id: string): Promise<ExecutionStatus> =>
    (await viewer.get(`/api/executions/${id}`)).body.status

  it('cancels what has not ended, and explains each other one', async () => {
    const pipelines = await Promise.all([1, 2, 3].map(() => createStubPipeline(editor)))
    const pending: string[] = []
    for (const { id } of pipelines.slice(0, 2)) {
      pending.push((await editor.post(`/api/pipelines/${id}/execute`)).body.id)
    }
    const third = (await editor.post(`/api/pipelines/${pipelines[2]?.id}/execute`)).body.id
    await operator.post(`/api/executions/${third}/cancel`)
    expect((await start({ action: 'cancel', ids: pending }, viewer)).status).toBe(403)
    const { status, body } = await start({ action: 'cancel', ids: [...pending, third] })
    expect(status).toBe(202)
    expect(await report(body.bulkId)).toMatchObject({
      kind: 'executions',
      status: 'finished',
      total: 3,
      done: 3,
      unchanged: 1,
      failed: 0,
      undo: null,
    })
    for (const id of pending) expect(await statusOf(id)).toBe('cancelled')
  })

  it('over a filter takes only suitable executions; a retry names the new one and any obstacle', async () => {
    const pipeline = await createStubPipeline(editor, { name: 'Bulk over a filter' })
    const early = await ended(pipeline, { status: 'failed', errorMessage: 'no such host' })
    await ended(pipeline)
    const late = await ended(pipeline, { status: 'failed', errorMessage: 'no such host' })
    const nothing = await start({ action: 'cancel', filter: { pipelineId: pipeline.id } })
    expect(await report(nothing.body.bulkId)).toMatchObject({ total: 0, status: 'finished' })
    const { body } = await start({ action: 'retry', filter: { search: 'BULK OVER' } })
    const answer = await report(body.bulkId)
    expect(answer.items.map(({ id }) => id)).toEqual([late, early])
    const [first, second] = answer.items
    expect((await viewer.get(`/api/executions/${first?.resultId}`)).body).toMatchObject({
      retryOf: late,
      status: 'pending',
    })
    expect(second).toMatchObject({
      outcome: 'failed',
      name: 'Bulk over a filter',
      resultId: first?.resultId,
      message: expect.stringContaining('has not ended yet'),
    })
    const refused = await start({ action: 'retry', filter: { status: ['nothing'] } })
    expect(refused.status).toBe(422)
    await operator.post(`/api/executions/${first?.resultId}/cancel`)
  })
})

describe('the comparison of executions', () => {
  const step = (kind: 'extract' | 'load', plugin: string, version: string) => ({
    kind,
    plugin,
    variant: 'meltanolabs',
    version,
    command: [],
    status: 'success' as const,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:04.000Z',
    exitCode: 0,
    signal: null,
    outcome: 'exited' as const,
    pid: 1,
  })
  const startOf = (version: string, config: { [key: string]: string | boolean | { $secret: true } }) => ({
    stateBefore: null,
    resolvedConfig: { 'tap-stub': config },
    steps: [step('extract', 'tap-stub', version), step('load', 'target-stub', '2')],
  })

  it('lists the differences from the previous success', async () => {
    const pipeline = await createStubPipeline(editor, { name: 'Compared' })
    const first = await ended(pipeline)
    expect((await viewer.get(`/api/executions/${first}/compare`)).body).toMatchObject({ baseline: null })
    const good = await ended(pipeline, {
      records: 30,
      streams: [
        { stream: 'orders', records: 20 },
        { stream: 'people', records: 10 },
      ],
      start: startOf('1.0', { start_date: '2025', same: true, password: { $secret: true } }),
      state: { orders: '2026-01-01' },
    })
    const bad = await ended(pipeline, {
      status: 'failed',
      records: 5,
      streams: [{ stream: 'orders', records: 5 }],
      start: startOf('1.1', { start_date: '2026', same: true, password: { $secret: true } }),
      state: { orders: '2026-01-02' },
    })
    const { body } = (await viewer.get(`/api/executions/${bad}/compare`)) as { body: ExecutionComparison }
    expect(body.baseline).toMatchObject({ id: good, recordsProcessed: 30 })
    expect(body.execution).toMatchObject({ id: bad, recordsProcessed: 5 })
    expect(body.steps).toEqual([
      {
        kind: 'extract',
        before: {
          plugin: 'tap-stub',
          variant: 'meltanolabs',
          version: '1.0',
          startsAfterSeconds: expect.any(Number),
          seconds: 4,
        },
        after: {
          plugin: 'tap-stub',
          variant: 'meltanolabs',
          version: '1.1',
          startsAfterSeconds: expect.any(Number),
          seconds: 4,
        },
      },
      expect.objectContaining({ kind: 'load' }),
    ])
    expect(body.streams).toEqual([
      { stream: 'orders', before: 20, after: 5, schemaChanged: null },
      { stream: 'people', before: 10, after: null, schemaChanged: null },
    ])
    expect(body.configuration).toEqual([{ path: 'tap-stub.start_date', before: '2025', after: '2026' }])
    expect(body.state).toEqual([{ path: 'orders', before: '2026-01-01', after: '2026-01-02' }])
    const chosen = await viewer.get(`/api/executions/${bad}/compare?baseline=${first}`)
    expect(chosen.body.baseline.id).toBe(first)
    const other = await ended(await createStubPipeline(editor))
    expect((await viewer.get(`/api/executions/${bad}/compare?baseline=${other}`)).status).toBe(422)
  })
})

it('a success without records, or with far fewer than usual, is marked and can be listed', async () => {
  const pipeline = await createStubPipeline(editor, { name: 'Green but empty' })
  for (const records of [0, 100, 120]) await ended(pipeline, { records })
  const low = await ended(pipeline, { records: 5 })
  const empty = await ended(pipeline, { records: 0 })
  await ended(pipeline, { records: 0, status: 'failed' })
  const list = await viewer.get(`/api/executions?pipelineId=${pipeline.id}&shortfall=empty,low`)
  expect(list.body.items).toMatchObject([
    { id: empty, shortfall: 'empty' },
    { id: low, shortfall: 'low' },
  ])
  expect((await viewer.get('/api/executions?shortfall=low')).body.items).toMatchObject([{ id: low }])
  const card = await viewer.get(`/api/pipelines/${pipeline.id}`)
  expect(card.body.recentExecutions.map((bar: { shortfall: string | null }) => bar.shortfall)).toEqual([
    null,
    null,
    null,
    'low',
    'empty',
    null,
  ])
})
