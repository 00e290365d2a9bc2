import { expect, it } from 'vitest'

import { totalsOf } from '@flx/shared/executions/execution'
import { sql } from 'kysely'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { CLAIM_LOCK } from '../../../src/adapters/db/executions/queue/execution-start.ts'
import { LEASE_SECONDS } from '../../../src/domain/executions/execution-store.ts'
import { describeDialects } from '../../support/database.ts'
import { aResult, aStep, anExecution, at, startedExecution, storedPipeline } from '../../support/records.ts'

const step = { ...aStep('extract', 'running'), startedAt: at(0), pid: 4711 }

describeDialects('the lease of a worker', (open, dialect) => {
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

  it('expires when not renewed; recovery ends the execution as interrupted, with its log counted', async () => {
    await using test = await open()
    const { executions, logs } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const lease = await startedExecution(test.stores, pipeline)
    await executions.saveSteps(lease, [step, { ...step, kind: 'load', status: 'waiting' }])
    await logs.append(lease, [{ line: 1, at: at(0), source: 'system', level: 'info', text: 'starts' }])
    expect(await executions.findAbandoned(new Date(at(LEASE_SECONDS)), { allRunning: false })).toEqual([])
    expect(await executions.findAbandoned(new Date(at(1)), { allRunning: true })).toHaveLength(1)
    const [abandoned] = await executions.findAbandoned(new Date(at(31)), { allRunning: false })
    if (abandoned === undefined) throw new Error('Its lease is over.')
    expect(await executions.finishAbandoned(abandoned, 'The server stopped.', at(31))).toBe('failed')
    expect(await executions.find(lease.executionId)).toMatchObject({
      status: 'failed',
      outcome: 'interrupted',
      logLines: 2,
      steps: [{ status: 'failed', outcome: 'killed' }, { status: 'skipped' }],
    })
    const { lines } = await logs.page(lease.executionId, { limit: 9 })
    expect(lines.map(({ text }) => text)).toEqual(['starts', 'The server stopped.'])
  })

  it('lasted until its worker was last seen, however long the server was off', async () => {
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

  it('lasted at least until its last confirmed state and its last log line', async () => {
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

  it('that was renewed since is not ended by a late recovery', async () => {
    await using test = await open()
    const { executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const [seen] = await executions.findAbandoned(new Date(at(31)), { allRunning: false })
    expect(await executions.renew(lease, at(62))).toBe(true)
    expect(seen && (await executions.finishAbandoned(seen, 'gone', at(32)))).toBeUndefined()
    expect(await executions.countByStatus('running')).toBe(1)
  })

  it('begins when the database can be written, not when the worker asks', async () => {
    await using test = await open()
    const { executions } = test.stores
    await executions.enqueue(anExecution(await storedPipeline(test.stores)))
    let seconds = 1
    const [isHeld, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holder = createWriter(test.database).change(async (trx) => {
      if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(trx)
      isHeld.resolve()
      await mayEnd.promise
    })
    await isHeld.promise
    const claim = executions.claim('worker', 'token', () => new Date(at(seconds)), LEASE_SECONDS)
    seconds = 100
    mayEnd.resolve()
    await holder
    expect(await claim).toMatchObject({ startedAt: at(100), leaseExpiresAt: at(100 + LEASE_SECONDS) })
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
