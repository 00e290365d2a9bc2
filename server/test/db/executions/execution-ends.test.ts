import { expect, it } from 'vitest'

import { totalsOf, type Step } from '@flx/shared/executions/execution'

import { LEASE_SECONDS } from '../../../src/domain/executions/execution-store.ts'
import { describeDialects } from '../../support/database.ts'
import {
  anExecution,
  aResult,
  at,
  endedExecution,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

const step: Step = {
  kind: 'extract',
  plugin: 'tap-csv',
  command: ['tap-csv', '--config', 'config.json'],
  status: 'running',
  startedAt: at(0),
  finishedAt: null,
  exitCode: null,
  signal: null,
  outcome: null,
  pid: 4711,
}

describeDialects('the end of an execution', (open) => {
  it('saves the result, takes the lease away and is told', async () => {
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

  it('comes once when two processes end it at the same moment', async () => {
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

  it('is a cancel when one was asked for, even if the processes succeeded', async () => {
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

  it('comes at once for a pending one that is cancelled, and no worker takes it any more', async () => {
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
    expect(await executions.claim('worker', 'token', new Date(at(2)), 30)).toBeUndefined()
    expect(await executions.requestCancel('01a00000-0000-7000-8000-000000000000', at(1))).toBe('missing')
  })

  it('is one of the two when a worker takes what somebody cancels', async () => {
    await using test = await open()
    const other = test.connect()
    for (let round = 0; round < 8; round++) {
      const execution = anExecution(await storedPipeline(test.stores))
      await test.stores.executions.enqueue(execution)
      const [cancel, claimed] = await Promise.all([
        test.stores.executions.requestCancel(execution.id, at(1)),
        other.executions.claim('worker', 'token', new Date(at(1)), 30),
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

describeDialects('the lease of a worker', (open) => {
  it('guards every write of the worker', async () => {
    await using test = await open()
    const { executions, states, logs } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const lease = await startedExecution(test.stores, pipeline)
    const stale = { ...lease, token: 'another' }
    const before = await executions.find(lease.executionId)
    const head = await test.stores.events.head()
    const start = { stateBefore: { a: 1 }, resolvedConfig: {}, steps: [step] }
    const progress = { ...totalsOf([]), recordsProcessed: 7, streams: [], logLines: 2 }
    expect(await executions.renew(stale, at(99))).toBe(false)
    expect(await executions.saveStart(stale, start)).toBe(false)
    expect(await executions.saveSteps(stale, [step])).toBe(false)
    expect(await executions.saveProgress(stale, progress)).toBe(false)
    expect(await executions.finish(stale, aResult(), at(1))).toBeUndefined()
    expect(await states.saveConfirmed(stale, pipeline.id, { value: { a: 2 } }, at(1))).toBe(false)
    expect(
      await logs.append(stale, [{ line: 1, at: at(0), source: 'system', level: 'info', text: 'x' }]),
    ).toBe(false)
    expect(await executions.find(lease.executionId)).toEqual(before)
    expect(await test.stores.events.head()).toBe(head)
    expect(await states.current(pipeline.id)).toBeUndefined()

    expect(await executions.renew(lease, at(99))).toBe(true)
    expect(await executions.saveStart(lease, start)).toBe(true)
    expect(await executions.saveProgress(lease, progress)).toBe(true)
    expect(await executions.find(lease.executionId)).toMatchObject({
      leaseExpiresAt: at(99),
      stateBefore: { a: 1 },
      steps: [step],
      recordsProcessed: 7,
      logLines: 2,
    })
  })

  it('is over when it was not renewed; recovery ends the execution as interrupted, with its log counted', async () => {
    await using test = await open()
    const { executions, logs } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const lease = await startedExecution(test.stores, pipeline)
    await executions.saveSteps(lease, [step, { ...step, kind: 'load', status: 'waiting' }])
    await logs.append(lease, [{ line: 1, at: at(0), source: 'system', level: 'info', text: 'starts' }])
    expect(await executions.findAbandoned(new Date(at(30)), { allRunning: false })).toEqual([])
    expect(await executions.findAbandoned(new Date(at(1)), { allRunning: true })).toHaveLength(1)
    const [abandoned] = await executions.findAbandoned(new Date(at(31)), { allRunning: false })
    if (abandoned === undefined) throw new Error('Its lease is over.')
    await logs.appendSystem(lease.executionId, [{ at: at(31), level: 'error', text: 'The server stopped.' }])
    expect(await executions.finishAbandoned(abandoned, 'The server stopped.', at(31))).toBe('failed')
    expect(await executions.find(lease.executionId)).toMatchObject({
      status: 'failed',
      outcome: 'interrupted',
      logLines: 2,
      steps: [{ status: 'failed', outcome: 'killed' }, { status: 'skipped' }],
    })
  })

  it('lasted until its worker was there for the last time, however long the server was off', async () => {
    await using test = await open()
    const { executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await executions.renew(lease, at(20 + LEASE_SECONDS))
    const [abandoned] = await executions.findAbandoned(new Date(at(86_400)), { allRunning: true })
    if (abandoned === undefined) throw new Error('It is running.')
    await executions.finishAbandoned(abandoned, 'The server stopped.', at(86_400))
    const ended = await executions.find(lease.executionId)
    expect(ended).toMatchObject({ finishedAt: at(20), durationSeconds: 20 })
  })

  it('lasted at least until its last confirmed state and its last line of log', async () => {
    await using test = await open()
    const { executions, states } = test.stores
    for (const [loggedAt, end] of [
      [null, 6],
      [at(5), 6],
      [at(7), 7],
    ] as const) {
      const pipeline = await storedPipeline(test.stores)
      const lease = await startedExecution(test.stores, pipeline)
      await executions.saveSteps(lease, [{ ...step, startedAt: at(1), finishedAt: null, status: 'running' }])
      await states.saveConfirmed(lease, pipeline.id, { value: { bookmarks: {} } }, at(6))
      const record = await executions.find(lease.executionId)
      if (record === undefined) throw new Error('It was started.')
      await executions.finishAbandoned(record, 'The server stopped.', at(86_400), loggedAt)
      expect(await executions.find(lease.executionId)).toMatchObject({
        finishedAt: at(end),
        durationSeconds: end,
        steps: [{ finishedAt: at(end) }],
      })
    }
  })

  it('that was taken over since is not ended by a late recovery', async () => {
    await using test = await open()
    const { executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const seen = await executions.find(lease.executionId)
    await test.database.db.updateTable('execution').set({ lease_token: 'renewed elsewhere' }).execute()
    expect(seen && (await executions.finishAbandoned(seen, 'gone', at(31)))).toBeUndefined()
    expect(await executions.countByStatus('running')).toBe(1)
  })

  it('of a cancelled execution ends as cancelled when its worker is gone', async () => {
    await using test = await open()
    const { executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await executions.requestCancel(lease.executionId, at(1))
    const record = await executions.find(lease.executionId)
    expect(record && (await executions.finishAbandoned(record, 'gone', at(31)))).toBe('cancelled')
  })
})

describeDialects('aggregates', (open) => {
  it('are kept by the transaction that ends an execution', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const { statistics } = test.stores.pipelines
    expect(await statistics(pipeline.id)).toEqual({
      totalExecutions: 0,
      success: 0,
      failed: 0,
      cancelled: 0,
      successRate: null,
      averageDurationSeconds: null,
      p50DurationSeconds: null,
      p95DurationSeconds: null,
      recordsProcessed: 0,
    })
    await endedExecution(test.stores, pipeline, { duration: 10, recordsProcessed: 100 })
    expect(await statistics(pipeline.id)).toMatchObject({ p50DurationSeconds: 10, p95DurationSeconds: 10 })
    await endedExecution(test.stores, pipeline, {
      seconds: 1000,
      duration: 20,
      recordsProcessed: 50,
      status: 'failed',
    })
    await endedExecution(test.stores, pipeline, {
      seconds: 2000,
      duration: 30,
      recordsProcessed: 5_000_000_000,
    })
    const pending = anExecution(pipeline)
    await test.stores.executions.enqueue(pending)
    await test.stores.executions.requestCancel(pending.id, at(3000))
    await test.stores.executions.enqueue(anExecution(pipeline))
    expect(await statistics(pipeline.id)).toMatchObject({
      totalExecutions: 5,
      success: 2,
      failed: 1,
      cancelled: 1,
      successRate: 50,
      averageDurationSeconds: 20,
      recordsProcessed: 5_000_000_150,
    })
    const rows = await test.database.db
      .selectFrom('execution_bucket')
      .select(['pipeline_id', 'bucket_at', 'success', 'timed_count'])
      .orderBy('pipeline_id')
      .orderBy('bucket_at')
      .execute()
    const quarters = [
      { bucket_at: '', success: 2, timed_count: 3 },
      { bucket_at: '2026-11-23T08:00:00.000Z', success: 1, timed_count: 1 },
      { bucket_at: '2026-11-23T08:15:00.000Z', success: 0, timed_count: 1 },
      { bucket_at: '2026-11-23T08:30:00.000Z', success: 1, timed_count: 1 },
    ]
    expect(rows).toEqual(
      ['', pipeline.id].flatMap((pipeline_id) => quarters.map((quarter) => ({ pipeline_id, ...quarter }))),
    )
  })

  it('lose nothing when many executions end at once, in two processes', async () => {
    await using test = await open()
    const other = test.connect()
    const leases = []
    for (let index = 0; index < 16; index++) {
      leases.push(await startedExecution(test.stores, await storedPipeline(test.stores)))
    }
    await Promise.all(
      leases.map((lease, index) =>
        (index % 2 === 0 ? test.stores : other).executions.finish(
          lease,
          aResult({ recordsProcessed: 1 }),
          at(5),
        ),
      ),
    )
    const fleet = await test.database.db
      .selectFrom('execution_bucket')
      .select(['success', 'records', 'durations'])
      .where('pipeline_id', '=', '')
      .execute()
    expect(fleet).toHaveLength(2)
    for (const row of fleet) {
      expect(row).toMatchObject({ success: 16, records: 16 })
      expect(Object.values((JSON.parse(row.durations) as { counts: object }).counts)).toEqual([16])
    }
  })
})
