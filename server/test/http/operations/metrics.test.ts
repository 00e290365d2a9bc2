import { expect, it } from 'vitest'

import { parsePrometheus } from '../../support/prometheus.ts'
import { aResult } from '../../support/records.ts'
import { startTestServer } from '../../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'

it('metrics need a session or a token, in the Prometheus format', async () => {
  await using server = await startTestServer()
  expect((await server.client().get('/metrics')).status).toBe(401)
  const editor = await server.as('editor')
  await registerStubPlugins(editor)
  const { executions } = server.running.context
  // One that took three seconds, and one that waits.
  for (const pipeline of [await createStubPipeline(editor), await createStubPipeline(editor)]) {
    await editor.post(`/api/pipelines/${pipeline.id}/execute`, {})
    if ((await executions.countByStatus('pending')) === 0) continue
    const now = new Date()
    const claimed = await executions.claim('test', pipeline.id, () => now, 30)
    const lease = { executionId: claimed?.id ?? '', token: pipeline.id }
    if ((await executions.countByStatus('pending')) > 0) continue
    await executions.finish(
      lease,
      aResult({ recordsProcessed: 12, bytesTransferred: 340 }),
      new Date(now.getTime() + 3000).toISOString(),
    )
  }
  await createStubPipeline(editor, { isActive: false })
  const { id } = await createStubPipeline(editor)
  await editor.post(`/api/pipelines/${id}/execute`, {})
  const admin = await server.as('admin')
  await admin.post('/api/storage/measure')
  for (;;) {
    const { body } = await admin.get('/api/storage')
    if (body.usage !== null) break
  }

  const { body } = await editor.post('/api/tokens', { name: 'prometheus', role: 'viewer' })
  const answer = await server
    .client()
    .send('GET', '/metrics', undefined, { authorization: `Bearer ${body.value}` })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('version=0.0.4')
  const families = parsePrometheus(answer.text)
  const value = (name: string, labels: Record<string, string> = {}) =>
    [...families.values()]
      .flatMap(({ samples }) => samples)
      .find(
        (sample) => sample.name === name && Object.entries(labels).every(([l, v]) => sample.labels[l] === v),
      )?.value
  expect(value('flx_pipelines', { state: 'active' })).toBe(3)
  expect(value('flx_pipelines', { state: 'inactive' })).toBe(1)
  expect(value('flx_executions_unfinished', { status: 'pending' })).toBe(1)
  expect(value('flx_executions_finished_total', { status: 'success' })).toBe(2)
  expect(value('flx_executions_bottleneck', { step: 'load' })).toBe(0)
  expect(value('flx_execution_duration_seconds_bucket', { le: '1' })).toBe(0)
  expect(value('flx_execution_duration_seconds_bucket', { le: '5' })).toBe(2)
  expect(value('flx_execution_duration_seconds_sum')).toBe(6)
  expect(value('flx_records_total')).toBe(24)
  expect(value('flx_transferred_bytes_total')).toBe(680)
  expect(value('flx_schedules_late')).toBe(0)
  expect(value('flx_alert_deliveries', { status: 'failed' })).toBe(0)
  expect(value('flx_event_loop_lag_seconds', { quantile: '0.99' })).toBeGreaterThanOrEqual(0)
  expect(value('flx_disk_free_bytes')).toBeGreaterThan(0)
  expect(value('flx_data_bytes', { part: 'database' })).toBeGreaterThan(100_000)
  for (const { help } of families.values()) expect(help).toMatch(/\.$/)
})
