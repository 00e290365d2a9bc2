import { describe, expect, it } from 'vitest'

import { aResult, aStep } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { stubPlugins: true })

const execute = (id: string, body?: unknown) => editor.post(`/api/pipelines/${id}/execute`, body)

/** Takes the execution as a worker would. */
async function claim(id: string) {
  const { executions } = server.running.context
  const token = crypto.randomUUID()
  for (;;) {
    const claimed = await executions.claim('test', token, () => new Date(), 30)
    if (claimed === undefined) throw new Error('Nothing to claim')
    if (claimed.id === id) return { executionId: id, token }
  }
}

describe('executing a pipeline', () => {
  it('answers at once with the pending execution', async () => {
    const { id } = await createStubPipeline(editor, { isActive: false })
    const { status, body } = await execute(id, { fullRefresh: true })
    expect(status).toBe(202)
    expect(body).toMatchObject({
      pipelineId: id,
      status: 'pending',
      trigger: 'manual',
      triggeredBy: 'The editor',
      fullRefresh: true,
      attempt: 1,
    })
    expect((await editor.get(`/api/pipelines/${id}`)).body.lastExecution).toMatchObject({
      id: body.id,
      status: 'pending',
    })
  })

  it('answers 409 with the unfinished execution if there is one, also to many at once', async () => {
    const { id } = await createStubPipeline(editor)
    const answers = await Promise.all([execute(id), execute(id), execute(id)])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 409, 409])
    const accepted = answers.find(({ status }) => status === 202)
    for (const refused of answers.filter(({ status }) => status === 409)) {
      expect(refused.body.executionId).toBe(accepted?.body.id)
    }
  })

  it('refuses a plugin that is not installed and says what to do', async () => {
    const name = `tap-${crypto.randomUUID()}`
    await editor.post('/api/plugins', { name, type: 'extractor', pipUrl: 'tap-smoke-test' })
    const { id } = await createStubPipeline(editor, { extractor: name })
    const { status, body } = await execute(id)
    expect(status).toBe(422)
    expect(body.errors).toEqual([
      {
        path: 'extractor',
        message: `The extractor "${name}" is not installed. Install it on its page under Plugins.`,
      },
    ])
  })

  it('refuses invalid options', async () => {
    const { id } = await createStubPipeline(editor)
    expect((await execute(id, { fullRefresh: 'yes' })).status).toBe(422)
    expect((await execute(id, { config: { 'tap-other': {} } })).status).toBe(422)
    expect((await editor.get(`/api/executions?pipelineId=${id}`)).body.items).toEqual([])
  })
})

describe('cancelling', () => {
  it('ends a pending execution at once, and a second time answers 409', async () => {
    const { id } = await createStubPipeline(editor)
    const { body } = await execute(id)
    const cancelled = await editor.post(`/api/executions/${body.id}/cancel`)
    expect(cancelled.status).toBe(200)
    expect(cancelled.body.status).toBe('cancelled')
    const again = await editor.post(`/api/executions/${body.id}/cancel`)
    expect(again.status).toBe(409)
    expect(again.body.detail).toBe(`Cannot cancel execution ${body.id}: it already was cancelled.`)
  })

  it('a running execution stays running until the worker ends it; force can follow', async () => {
    const { id } = await createStubPipeline(editor)
    const { body } = await execute(id)
    await claim(body.id)
    const url = `/api/executions/${body.id}/cancel`
    expect((await editor.post(url, { force: true })).status).toBe(409)
    const asked = await editor.post(url)
    expect(asked.status).toBe(202)
    expect(asked.body).toMatchObject({ status: 'running', cancelRequestedAt: expect.any(String) })
    expect((await editor.post(url)).status).toBe(202)
    const forced = await editor.post(url, { force: true })
    expect(forced.status).toBe(202)
    expect(forced.body.forceRequestedAt).toEqual(expect.any(String))
  })

  it('a pipeline cancels its unfinished execution and returns it', async () => {
    const { id } = await createStubPipeline(editor)
    const { body } = await execute(id)
    const { status, body: answer } = await editor.post(`/api/pipelines/${id}/cancel`)
    expect(status).toBe(202)
    expect(answer.items).toMatchObject([{ id: body.id, status: 'cancelled' }])
    expect((await editor.post(`/api/pipelines/${id}/cancel`)).body.items).toEqual([])
  })
})

describe('retrying', () => {
  it('creates a new execution with the same full refresh, for failed and cancelled ones only', async () => {
    const { id } = await createStubPipeline(editor)
    const { body: first } = await execute(id, { fullRefresh: true })
    expect((await editor.post(`/api/executions/${first.id}/retry`)).status).toBe(409)
    await editor.post(`/api/executions/${first.id}/cancel`)
    const { status, body } = await editor.post(`/api/executions/${first.id}/retry`)
    expect(status).toBe(202)
    expect(body).toMatchObject({ trigger: 'retry', retryOf: first.id, attempt: 2, fullRefresh: true })
  })

  it('is shown by the retried execution, alone and in lists', async () => {
    const { id } = await createStubPipeline(editor)
    const { body: first } = await execute(id)
    await editor.post(`/api/executions/${first.id}/cancel`)
    expect((await editor.get(`/api/executions/${first.id}`)).body.retriedBy).toBeNull()
    const { body: second } = await editor.post(`/api/executions/${first.id}/retry`)
    expect(second.retriedBy).toBeNull()
    await editor.post(`/api/executions/${second.id}/cancel`)
    const { body: third } = await editor.post(`/api/executions/${second.id}/retry`)
    await editor.post(`/api/executions/${third.id}/cancel`)
    // Retried once more, after its own retry: the last one counts.
    const { body: again } = await editor.post(`/api/executions/${first.id}/retry`)
    expect((await editor.get(`/api/executions/${first.id}`)).body.retriedBy).toBe(again.id)
    const { body: list } = await editor.get(`/api/executions?pipelineId=${id}`)
    expect(
      list.items.map((item: { id: string; retriedBy: string | null }) => [item.id, item.retriedBy]),
    ).toEqual([
      [again.id, null],
      [third.id, null],
      [second.id, third.id],
      [first.id, again.id],
    ])
  })

  it('from the transform needs a load that succeeded, from failed models also the dbt results', async () => {
    const { id } = await createStubPipeline(editor, { transform: 'sql-stub' })
    const retry = (execution: string, from: string) =>
      editor.post(`/api/executions/${execution}/retry`, { from })
    const { body: first } = await execute(id)
    const lease = await claim(first.id)
    const { executions, transforms } = server.running.context
    const unloaded = [aStep('load', 'failed'), aStep('transform', 'skipped')]
    await executions.finish(lease, aResult({ status: 'failed', steps: unloaded }), new Date().toISOString())
    const refused = await retry(first.id, 'transform')
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('load did not succeed') },
    })

    const { body: second } = await execute(id)
    const held = await claim(second.id)
    const failedModels = [aStep('load', 'success'), aStep('transform', 'failed')]
    await executions.finish(
      held,
      aResult({ status: 'failed', steps: failedModels }),
      new Date().toISOString(),
    )
    expect((await retry(second.id, 'nowhere')).status).toBe(422)
    const unknown = await retry(second.id, 'failed-models')
    expect(unknown).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('no dbt results') },
    })
    const { status, body: third } = await retry(second.id, 'transform')
    expect(status).toBe(202)
    expect(third).toMatchObject({ retryOf: second.id, options: { from: 'transform' } })

    // It loaded nothing itself; the execution it builds on did.
    const again = await claim(third.id)
    const skipped = [aStep('load', 'skipped'), aStep('transform', 'failed')]
    await transforms.saveResults(again, '{}')
    await executions.finish(again, aResult({ status: 'failed', steps: skipped }), new Date().toISOString())
    expect((await editor.get(`/api/executions/${third.id}/transform`)).body).toEqual({
      nodes: [],
      total: 0,
      resumable: true,
    })
    const { body: fourth } = await retry(third.id, 'failed-models')
    expect(fourth).toMatchObject({ retryOf: third.id, options: { from: 'failed-models' } })
    await editor.post(`/api/executions/${fourth.id}/cancel`)
    expect((await retry(fourth.id, 'start')).body).toMatchObject({ options: { from: null } })
  })
})

describe('the log', () => {
  it('comes in pages by line number and whole as a file', async () => {
    const { id } = await createStubPipeline(editor)
    const { body } = await execute(id)
    const lease = await claim(body.id)
    const lines = Array.from({ length: 30 }, (_, index) => ({
      line: index + 1,
      at: '2026-01-01T00:00:00.000Z',
      source: 'extractor' as const,
      level: 'info' as const,
      text: `line ${index + 1}`,
    }))
    await server.running.context.logs.append(lease, lines)
    const url = `/api/executions/${body.id}/log`
    const last = await editor.get(`${url}?limit=10`)
    expect(last.body.lastLine).toBe(30)
    expect(last.body.lines.map((line: { line: number }) => line.line)).toEqual(
      Array.from({ length: 10 }, (_, index) => index + 21),
    )
    expect((await editor.get(`${url}?after=28`)).body.lines).toMatchObject(lines.slice(28))
    expect((await editor.get(`${url}?before=3`)).body.lines).toMatchObject(lines.slice(0, 2))
    const file = await editor.get(`${url}/download`)
    expect(file.headers.get('content-disposition')).toContain(`execution-${body.id}.log`)
    expect(file.text.split('\n')).toHaveLength(31)
    expect(file.text).toContain('2026-01-01T00:00:00.000Z extractor info line 7\n')
  })
})

it('the list is filtered and paged', async () => {
  const { id } = await createStubPipeline(editor)
  for (let index = 0; index < 3; index += 1) {
    const { body } = await execute(id)
    await editor.post(`/api/executions/${body.id}/cancel`)
  }
  const first = (await editor.get(`/api/executions?pipelineId=${id}&status=cancelled&limit=2`)).body
  expect(first.items).toHaveLength(2)
  const second = (
    await editor.get(
      `/api/executions?pipelineId=${id}&status=cancelled&limit=2&cursor=${encodeURIComponent(first.nextCursor)}`,
    )
  ).body
  expect(second.items).toHaveLength(1)
  expect(second.nextCursor).toBeNull()
  const figures = (await editor.get(`/api/pipelines/${id}/statistics`)).body
  expect(figures).toMatchObject({ totalExecutions: 3, cancelled: 3, successRate: 0 })
})
