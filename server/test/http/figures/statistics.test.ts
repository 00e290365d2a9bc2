import { expect, it } from 'vitest'

import { endedExecution, storedPipeline } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server } = await serverForFile([])

it('shows everybody who is signed in the figures of the fleet, read by the thread of its own', async () => {
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

it('a window that begins in the future has no figures, and is no error', async () => {
  const viewer = await server.as('viewer')
  const { status, body } = await viewer.get('/api/statistics?from=2999-01-01T00:00:00Z')
  expect({ status, finished: body.success, ranked: body.busiest }).toEqual({
    status: 200,
    finished: 0,
    ranked: [],
  })
})
