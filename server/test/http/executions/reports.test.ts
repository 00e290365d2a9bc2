import { randomUUID } from 'node:crypto'

import { expect, it } from 'vitest'

import { LEASE_SECONDS } from '../../../src/domain/executions/execution-store.ts'
import { endExpired, recoverExecutions } from '../../../src/engine/recover-executions.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { stubPlugins: true })
const operator = await server.as('operator')

const AT = '2026-11-23T12:00:00.000Z'
const LATER = '2026-11-23T12:00:05.000Z'
const metric = (value: number, rest = '') =>
  `METRIC: {"type": "counter", "metric": "record_count", "value": ${value}, "tags": {"stream": "people"}}${rest}`

async function started(
  fields: Record<string, unknown> = {},
  command = ['/usr/bin/meltano', 'run', 'a', 'b'],
) {
  const pipeline = await createStubPipeline(editor, fields)
  const id = randomUUID()
  const key = randomUUID()
  const start = { id, key, pipelineId: pipeline.id, startedAt: AT, host: 'cron-1', command }
  const answer = await operator.post('/api/executions/reports', start)
  const lines = (first: number, ...texts: string[]) =>
    operator.post(`/api/executions/${id}/report/lines`, {
      key,
      first,
      lines: texts.map((text) => ({ at: AT, text })),
    })
  const end = (fields: Record<string, unknown> = {}, client = operator) =>
    client.post(`/api/executions/${id}/report/end`, { key, finishedAt: LATER, exitCode: 0, ...fields })
  const log = async () =>
    (await operator.get(`/api/executions/${id}/log`)).body.lines as { text: string; level: string }[]
  const execution = async () => (await operator.get(`/api/executions/${id}`)).body
  return { pipeline, id, key, start, answer, lines, end, log, execution }
}

it('an execution that ran elsewhere has a log, counts, a step and an end, and is marked', async () => {
  const report = await started()
  expect(report.answer.status).toBe(201)
  expect(report.answer.body).toMatchObject({
    next: 1,
    heartbeatSeconds: LEASE_SECONDS,
    execution: { id: report.id, status: 'running', trigger: 'report', startedAt: AT },
  })
  await report.lines(1, 'hello', metric(3), 'ERROR it hurts')
  await report.lines(4, metric(2))
  const { status, body } = await report.end()
  expect(status).toBe(200)
  expect(body.execution).toMatchObject({ status: 'success', outcome: 'completed', durationSeconds: 5 })
  const execution = await report.execution()
  expect(execution).toMatchObject({
    trigger: 'report',
    recordsProcessed: 5,
    worker: 'cron-1',
    streams: [{ stream: 'people', records: 5 }],
    steps: [{ kind: 'command', plugin: 'meltano', status: 'success', exitCode: 0, outcome: 'exited' }],
  })
  expect((await report.log()).map(({ text, level }) => `${level} ${text}`)).toEqual([
    `info Execution ${report.id} of "${report.pipeline.name}" runs on cron-1 and is reported from there.`,
    'info hello',
    `info ${metric(3)}`,
    'error it hurts',
    `info ${metric(2)}`,
    'info meltano exited with code 0.',
  ])
  const listed = await operator.get(`/api/executions?trigger=report&pipelineId=${report.pipeline.id}`)
  expect(listed.body.items).toMatchObject([{ id: report.id, trigger: 'report' }])
})

it('repeated requests change nothing, and one that skips lines stores none', async () => {
  const report = await started()
  expect((await operator.post('/api/executions/reports', report.start)).body).toMatchObject({ next: 1 })
  expect((await report.lines(1, 'a', metric(2))).body.next).toBe(3)
  expect((await report.lines(1, 'a', metric(2), metric(1))).body.next).toBe(4)
  expect((await report.lines(9, 'far', metric(7))).body.next).toBe(4)
  expect((await report.lines(4)).body.next).toBe(4)
  await report.end()
  expect((await report.end({ exitCode: 1 })).body.execution).toMatchObject({
    status: 'success',
    recordsProcessed: 3,
  })
  expect((await report.lines(4, 'late')).body.execution.status).toBe('success')
  expect((await operator.post('/api/executions/reports', report.start)).body.execution.status).toBe('success')
  expect((await report.log()).map(({ text }) => text)).not.toContain('late')
  expect(await report.log()).toHaveLength(5)
})

it("counts of Meltano's loader are records written, not read a second time", async () => {
  const report = await started()
  await report.lines(
    1,
    metric(4, ' cmd_type=elb name=tap producer=True'),
    metric(4, ' cmd_type=elb consumer=True name=target'),
  )
  await report.end()
  expect((await report.execution()).streams).toEqual([
    { stream: 'people', records: 4, written: 4, batches: 0, bytes: 0 },
  ])
})

it('a failure is explained by the log, is not retried here, and can only be retried where it ran', async () => {
  const report = await started({ retryAttempts: 3 })
  await report.lines(1, 'Traceback (most recent call last):', '  File "x"', 'ValueError: bad thing')
  const { body } = await report.end({ exitCode: 1 })
  expect(body.execution).toMatchObject({
    status: 'failed',
    outcome: 'errored',
    errorMessage: 'meltano exited with code 1: ValueError: bad thing',
  })
  const { items } = (await operator.get(`/api/executions?pipelineId=${report.pipeline.id}`)).body
  expect(items).toHaveLength(1)
  const retried = await operator.post(`/api/executions/${report.id}/retry`)
  expect(retried.status).toBe(409)
  expect(retried.body.detail).toContain('Start it again there.')
})

it.each([
  [{ exitCode: null, signal: 'SIGKILL' }, 'failed', 'meltano was killed by SIGKILL'],
  [
    { exitCode: null, startError: 'it does not exist' },
    'failed',
    'meltano could not start: it does not exist',
  ],
  [{ exitCode: null, signal: 'SIGINT', cancelled: true }, 'cancelled', null],
])('%j ends it as %s', async (fields, status, message) => {
  const report = await started()
  const { execution } = (await report.end(fields)).body
  expect(execution.status).toBe(status)
  expect(execution.errorMessage ?? '').toContain(message ?? '')
})

it('a cancel reaches the reporter, and takes precedence over the exit code', async () => {
  const report = await started()
  await operator.post(`/api/executions/${report.id}/cancel`, {})
  expect((await report.lines(1)).body.execution.cancelRequestedAt).not.toBeNull()
  expect((await report.end()).body.execution).toMatchObject({ status: 'cancelled', outcome: 'cancelled' })
})

it('secrets of the pipeline and its plugins are masked in the command and in the log', async () => {
  const secret = 'acc-once-0815'
  const report = await started({ config: { 'tap-stub': { account: secret } } }, [
    'tap',
    `--account=${secret}`,
  ])
  await report.lines(1, `connecting as ${secret}`, Buffer.from(`user:${secret}`).toString('base64'))
  await report.end({ exitCode: 1 })
  const text = JSON.stringify([await report.log(), await report.execution()])
  expect(text).not.toContain(secret)
  expect(text).toContain('connecting as ***')
  expect(text).toContain('--account=***')
})

it('a state needs the editor role, and is kept like one that a loader confirmed', async () => {
  const state = JSON.stringify({ bookmarks: { people: { id: 7 } } })
  const report = await started()
  expect((await report.end({ state })).status).toBe(403)
  expect((await report.end({ state: '"no"' }, editor)).status).toBe(422)
  expect((await report.end({ state }, editor)).status).toBe(200)
  const kept = await editor.get(`/api/pipelines/${report.pipeline.id}/state`)
  expect(kept.body).toMatchObject({ text: state, source: 'execution', executionId: report.id })
})

it('while one is unfinished no other starts, neither here nor elsewhere', async () => {
  const report = await started()
  const again = await operator.post('/api/executions/reports', { ...report.start, id: randomUUID() })
  expect(again.status).toBe(409)
  expect(again.body.executionId).toBe(report.id)
  expect((await operator.post(`/api/pipelines/${report.pipeline.id}/execute`, {})).status).toBe(409)
})

it('only its key continues a report, operators alone have one, and other executions have none', async () => {
  const report = await started()
  const foreign = { key: randomUUID(), first: 1, lines: [] }
  expect((await operator.post(`/api/executions/${report.id}/report/lines`, foreign)).status).toBe(409)
  const viewer = await server.as('viewer')
  expect((await viewer.post('/api/executions/reports', report.start)).status).toBe(403)
  const other = await createStubPipeline(editor)
  const own = (await operator.post(`/api/pipelines/${other.id}/execute`, {})).body
  expect((await operator.post(`/api/executions/${own.id}/report/lines`, foreign)).status).toBe(409)
})

it('a silent report ends as interrupted, not counting the time when the server was away', async () => {
  const report = await started()
  await report.lines(1, 'the last word')
  const { engine } = server.running
  const later = { ...engine, clock: { ...engine.clock, now: () => new Date(Date.now() + 31_000) } }
  await recoverExecutions(later)
  await endExpired(later, () => false, { includeReports: false })
  expect(await report.execution()).toMatchObject({ status: 'running' })
  await endExpired(later, () => false)
  const execution = await report.execution()
  expect(execution).toMatchObject({ status: 'failed', outcome: 'interrupted', steps: [{ status: 'failed' }] })
  expect(execution.errorMessage).toContain('Start it again where it ran.')
  expect((await report.end()).body.execution.outcome).toBe('interrupted')
})

it('a report that was cut off continues as another of the same pipeline, which names it', async () => {
  const report = await started()
  const start = { ...report.start, id: randomUUID(), key: randomUUID(), continues: report.id }
  expect((await operator.post('/api/executions/reports', start)).body.errors).toMatchObject([
    { path: 'continues' },
  ])
  const { engine } = server.running
  const later = { ...engine, clock: { ...engine.clock, now: () => new Date(Date.now() + 31_000) } }
  await endExpired(later, () => false)
  const other = await createStubPipeline(editor, {})
  expect((await operator.post('/api/executions/reports', { ...start, pipelineId: other.id })).status).toBe(
    422,
  )
  expect((await operator.post('/api/executions/reports', start)).status).toBe(201)
  const { lines } = (await operator.get(`/api/executions/${start.id}/log`)).body
  expect(lines[0].text).toContain(`It continues execution ${report.id}, which ended as interrupted`)
  expect((await report.execution()).outcome).toBe('interrupted')
})
