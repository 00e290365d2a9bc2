import { beforeAll, expect, it } from 'vitest'

import { aStep, endWaiting } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'

const { server } = await serverForFile([], { env: { FLX_ROLES: 'web,scheduler' } })
beforeAll(async () => {
  await registerStubPlugins(await server.as('editor'))
})

it('viewers see who changed and executed a pipeline, without its secrets, even once deleted', async () => {
  const editor = await server.as('editor')
  const config = { 'tap-stub': { host: 'h', account: 'acc-tell-nobody' } }
  const { id } = await createStubPipeline(editor, { config })
  const { body: execution } = await editor.post(`/api/pipelines/${id}/execute`, {})
  await editor.post(`/api/executions/${execution.id}/cancel`, {})
  await editor.delete(`/api/pipelines/${id}`)
  const viewer = await server.as('viewer')
  const { status, body, text } = await viewer.get(`/api/pipelines/${id}/timeline`)
  expect(status).toBe(200)
  expect(body.items).toMatchObject([
    { kind: 'change', change: { action: 'archive', actorName: 'The editor' } },
    { kind: 'execution', execution: { id: execution.id, status: 'cancelled', triggeredBy: 'The editor' } },
    { kind: 'change', change: { action: 'create' } },
  ])
  expect(text).not.toContain('acc-tell-nobody')
  expect((await viewer.get(`/api/pipelines/${id}/timeline?cursor=x`)).status).toBe(400)
  const missing = '018f0000-0000-7000-8000-000000000000'
  expect((await viewer.get(`/api/pipelines/${missing}/timeline`)).status).toBe(404)
})

it('the figures come with a series of days', async () => {
  const editor = await server.as('editor')
  const { id } = await createStubPipeline(editor)
  const { body: execution } = await editor.post(`/api/pipelines/${id}/execute`, {})
  await editor.post(`/api/executions/${execution.id}/cancel`, {})
  const url = `/api/pipelines/${id}/statistics`
  const { body } = await editor.get(`${url}?timezone=Europe/Berlin`)
  expect(body).toMatchObject({ totalExecutions: 1, cancelled: 1, unit: 'day', timezone: 'Europe/Berlin' })
  expect(body.series.length).toBeGreaterThanOrEqual(30)
  expect(body.series.at(-1)).toMatchObject({ cancelled: 1, successRate: 0 })
  for (const [query, path] of [
    ['timezone=Mars/Olympus', 'timezone'],
    ['from=2020-01-01T00:00:00Z', 'from'],
  ]) {
    const answer = await editor.get(`${url}?${query}`)
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toMatchObject([{ path }])
  }
})

it('shows the busiest step of the last executions, oldest first, without unmeasured ones', async () => {
  const editor = await server.as('editor')
  const { id } = await createStubPipeline(editor)
  const effort = (busy: number) => ({
    ...{ busy, points: [Math.round(busy * 100)], pointSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 1 },
  })
  const finish = async (load: number | null) => {
    const { body } = await editor.post(`/api/pipelines/${id}/execute`, {})
    const steps =
      load === null
        ? []
        : [
            { ...aStep('extract', 'success'), effort: effort(0.1) },
            { ...aStep('load', 'success'), effort: effort(load) },
          ]
    await endWaiting(server.running.context, { steps })
    return body.id as string
  }
  const first = await finish(0.4)
  await finish(null)
  const last = await finish(0.8)
  const viewer = await server.as('viewer')
  expect((await viewer.get(`/api/pipelines/${id}/effort`)).body.items).toMatchObject([
    { executionId: first, extract: 0.1, map: null, load: 0.4, bottleneck: null },
    { executionId: last, load: 0.8, bottleneck: 'load' },
  ])
  expect((await viewer.get(`/api/pipelines/${id}/effort?limit=1`)).body.items).toHaveLength(1)
  expect((await viewer.get(`/api/pipelines/${id}/effort?limit=51`)).status).toBe(422)
})
