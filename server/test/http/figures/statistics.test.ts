import { expect, it } from 'vitest'

import { showTaggedStatistics } from '../../../src/app/figures/show-tagged.ts'
import { endedExecution, storedPipeline } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server } = await serverForFile([])

it('shows every signed-in user the figures of the fleet, read by a separate thread', async () => {
  const { pipelines, executions } = server.running.context
  const stores = { pipelines, executions } as Parameters<typeof endedExecution>[0]
  const pipeline = await storedPipeline(stores, { name: 'Orders' })
  const seconds = (Date.now() - Date.parse('2026-11-23T08:00:00.000Z')) / 1000 - 3600
  for (const offset of [0, 10, 20, 30, 40]) {
    await endedExecution(stores, pipeline, { seconds: seconds + offset, duration: 4, recordsProcessed: 7 })
  }
  const viewer = await server.as('viewer')
  const from = new Date(Date.now() - 86_400_000).toISOString()
  const { status, body } = await viewer.get(`/api/statistics?from=${from}&timezone=Europe/Berlin`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    timezone: 'Europe/Berlin',
    totalPipelines: 1,
    activePipelines: 1,
    totalExecutions: 5,
    success: 5,
    successRate: 100,
    averageDurationSeconds: 4,
    recordsProcessed: 35,
    unit: 'hour',
    topPerformers: [{ id: pipeline.id, name: 'Orders', executions: 5, successRate: 100 }],
    recentFailures: [],
  })
  expect(body.series.length).toBeGreaterThanOrEqual(24)
  expect((await server.client().get('/api/statistics')).status).toBe(401)
})

it('a window that starts in the future has no figures, and is not an error', async () => {
  const viewer = await server.as('viewer')
  const { status, body } = await viewer.get('/api/statistics?from=2999-01-01T00:00:00Z')
  expect({ status, finished: body.success, ranked: body.busiest }).toEqual({
    status: 200,
    finished: 0,
    ranked: [],
  })
})

it('percentiles of a tag are merged on request, and their absence has a reason', async () => {
  const { pipelines, executions, statistics, clock } = server.running.context
  const stores = { pipelines, executions } as Parameters<typeof endedExecution>[0]
  const seconds = (Date.now() - Date.parse('2026-11-23T08:00:00.000Z')) / 1000 - 7200
  for (const name of ['Night one', 'Night two']) {
    const pipeline = await storedPipeline(stores, { name, tags: ['nightly'] })
    await endedExecution(stores, pipeline, { seconds, duration: 20 })
  }
  const viewer = await server.as('viewer')
  const url = '/api/statistics/tagged?tag=nightly&timezone=Asia/Kolkata'
  const without = (await viewer.get(url)).body
  expect(without).toMatchObject({ success: 2, p50DurationSeconds: null, percentilesProblem: null })
  const known = { success: 2, p50DurationSeconds: 20, p95DurationSeconds: 20 }
  const { status, body } = await viewer.get(`${url}&percentiles=true`)
  expect({ status, ...body }).toMatchObject({ status: 200, ...known, percentilesProblem: null })
  const bars = body.series.filter((bar: { success: number }) => bar.success > 0)
  expect(bars).toMatchObject([known])
  for (const [what, words] of [
    ['pipelines', 'More than 500 pipelines have this tag'],
    ['executions', 'had more than 100,000 executions'],
  ] as const) {
    const full = Object.assign(Object.create(statistics), { taggedDurations: () => Promise.resolve(what) })
    const shown = await showTaggedStatistics(
      { statistics: full, clock },
      { tag: 'nightly', timezone: 'UTC', percentiles: true },
    )
    expect(shown.percentilesProblem).toContain(words)
    expect(shown).toMatchObject({ success: 2, p95DurationSeconds: null })
  }
})
