import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { anExecution, aResult, aStep, at, startedExecution, storedPipeline } from '../../support/records.ts'

const step = { ...aStep('extract', 'running'), startedAt: at(0), pid: 4711 }

describeDialects('the end of an execution', (open) => {
  it('saves the result, releases the lease and emits an event', async () => {
    await using test = await open()
    const { executions, events } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const result = aResult({
      status: 'failed',
      outcome: 'errored',
      errorMessage: 'tap-csv exited with code 1: no such file\0',
      errorLines: [{ line: 3, at: at(1), source: 'extractor', level: 'error', text: 'no such file' }],
      recordsProcessed: 5_000_000_000,
      streams: [{ stream: 'orders', records: 5_000_000_000, batches: 0, bytes: 70_000_000_000 }],
      steps: [{ ...step, status: 'failed', exitCode: 1, finishedAt: at(2.5), outcome: 'exited' }],
      logLines: 4,
    })
    const before = await events.head()
    expect(await executions.finish(lease, result, at(2.5))).toBe('failed')
    expect(await executions.find(lease.executionId)).toMatchObject({
      ...result,
      errorMessage: 'tap-csv exited with code 1: no such file\u2400',
      finishedAt: at(2.5),
      durationSeconds: 2.5,
      leaseToken: null,
      leaseExpiresAt: null,
    })
    const told = await events.after(before, 10)
    expect(told.filter(({ type }) => type !== 'failures.changed')).toMatchObject([
      {
        type: 'execution.changed',
        execution: { id: lease.executionId, status: 'failed', durationSeconds: 2.5 },
      },
    ])
  })

  it('is written once: nothing changes a final status', async () => {
    await using test = await open()
    const { executions, states, logs } = test.stores
    const pipeline = await storedPipeline(test.stores)
    for (const status of ['success', 'failed', 'cancelled'] as const) {
      const lease = await startedExecution(test.stores, pipeline)
      await executions.finish(lease, aResult({ status }), at(1))
      const final = await executions.find(lease.executionId)
      const head = await test.stores.events.head()
      expect(await executions.finish(lease, aResult({ status: 'success' }), at(2))).toBeUndefined()
      expect(await executions.requestCancel(lease.executionId, at(2))).toBe('finished')
      expect(await executions.requestForce(lease.executionId, at(2))).toBe('finished')
      expect(final && (await executions.finishAbandoned(final, 'gone', at(2)))).toBeUndefined()
      // An end does not report the loss of its worker.
      expect((await test.stores.logs.page(lease.executionId, { limit: 9 })).lines).toEqual([])
      expect(await executions.renew(lease, at(99))).toBe(false)
      expect(await executions.saveSteps(lease, [])).toBe(false)
      expect(await states.saveConfirmed(lease, pipeline.id, { value: { late: true } }, at(2))).toBe(false)
      expect(
        await logs.append(lease, [{ line: 1, at: at(2), source: 'loader', level: 'info', text: 'late' }]),
      ).toBe(false)
      expect(await executions.find(lease.executionId)).toEqual(final)
      expect(await test.stores.events.head()).toBe(head)
    }
  })

  it('is written once when two processes end the execution at the same moment', async () => {
    await using test = await open()
    const other = test.connect()
    const pipeline = await storedPipeline(test.stores)
    for (let round = 0; round < 5; round++) {
      const lease = await startedExecution(test.stores, pipeline)
      const record = await test.stores.executions.find(lease.executionId)
      if (record === undefined) throw new Error('It is there.')
      const ends = await Promise.all([
        test.stores.executions.finish(lease, aResult({ status: 'success' }), at(1)),
        other.executions.finishAbandoned(record, 'The server stopped.', at(1)),
        test.stores.executions.finish(lease, aResult({ status: 'failed' }), at(1)),
      ])
      const winners = ends.filter((end) => end !== undefined)
      expect(winners).toHaveLength(1)
      expect(await test.stores.executions.find(lease.executionId)).toMatchObject({ status: winners[0] })
    }
    expect(await test.stores.pipelines.statistics(pipeline.id)).toMatchObject({ totalExecutions: 5 })
  })

  it('is a cancel when one was requested, even if the processes succeeded', async () => {
    await using test = await open()
    const { executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    expect(await executions.requestForce(lease.executionId, at(1))).toBe('not-cancelling')
    expect(await executions.requestCancel(lease.executionId, at(1))).toBe('requested')
    expect(await executions.requestCancel(lease.executionId, at(2))).toBe('already-requested')
    expect(await executions.requestForce(lease.executionId, at(3))).toBe('requested')
    expect(await executions.finish(lease, aResult({ status: 'success' }), at(4))).toBe('cancelled')
    expect(await executions.find(lease.executionId)).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled',
      cancelRequestedAt: at(1),
      forceRequestedAt: at(3),
    })
  })

  it('follows at once when a pending execution is cancelled, and no worker takes it', async () => {
    await using test = await open()
    const { executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const execution = anExecution(pipeline)
    await executions.enqueue(execution)
    expect(await executions.requestForce(execution.id, at(1))).toBe('not-cancelling')
    expect(await executions.requestCancel(execution.id, at(1))).toBe('cancelled')
    expect(await executions.find(execution.id)).toMatchObject({
      status: 'cancelled',
      startedAt: null,
      finishedAt: at(1),
      durationSeconds: null,
    })
    expect(await executions.claim('worker', 'token', () => new Date(at(2)), 30)).toBeUndefined()
    expect(await executions.requestCancel('01a00000-0000-7000-8000-000000000000', at(1))).toBe('missing')
  })

  it('is one of the two when a worker takes an execution that is being cancelled', async () => {
    await using test = await open()
    const other = test.connect()
    for (let round = 0; round < 8; round++) {
      const execution = anExecution(await storedPipeline(test.stores))
      await test.stores.executions.enqueue(execution)
      const [cancel, claimed] = await Promise.all([
        test.stores.executions.requestCancel(execution.id, at(1)),
        other.executions.claim('worker', 'token', () => new Date(at(1)), 30),
      ])
      const stored = await test.stores.executions.find(execution.id)
      expect([cancel, stored?.status, claimed?.id]).toEqual(
        claimed === undefined
          ? ['cancelled', 'cancelled', undefined]
          : ['requested', 'running', execution.id],
      )
    }
  })
})
