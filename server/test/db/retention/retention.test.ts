import { causeListQuerySchema } from '@flx/shared/failures/failure-cause'
import { datasetListQuerySchema } from '@flx/shared/lineage/lineage'
import { DEFAULT_RETENTION, type Retention, type RetentionPolicy } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import { rebuildAggregates } from '../../../src/adapters/db/figures/rebuild-aggregates.ts'
import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { createRetentionPasses, previewPolicy } from '../../../src/app/operations/retention.ts'
import { createLog } from '../../../src/core/log.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import {
  aResult,
  at,
  endedExecution,
  executionQuery,
  newId,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

const DAY = 86_400
const KEEP_ALL: RetentionPolicy = { ...DEFAULT_RETENTION, alertDays: null, tickDays: null }

/** Runs a policy, and returns what was predicted and what happened. */
async function runRetention({ stores }: TestDatabase, policy: RetentionPolicy) {
  const context = {
    ...stores,
    clock: { now: () => new Date(at(0)) },
    log: createLog('silent'),
    stopwatch: () => 0,
    yieldTurn: () => new Promise<void>((resolve) => setImmediate(resolve)),
  }
  await stores.retention.savePolicy(policy)
  const foretold = await previewPolicy(context, policy)
  await using passes = await createRetentionPasses(context)
  await passes.begin('manual')
  await expect(passes.begin('manual')).rejects.toThrow('already running')
  await passes.settled()
  const { lastPass } = (await passes.show()) as Retention & { lastPass: NonNullable<Retention['lastPass']> }
  expect(lastPass).toMatchObject({ finishedAt: at(0), trigger: 'manual', error: null })
  return { foretold, removed: lastPass.removed }
}

const figures = ({ database: { db } }: TestDatabase) =>
  Promise.all([
    db
      .selectFrom('execution_bucket')
      .select(['pipeline_id', 'bucket_at', 'success', 'failed', 'records', 'durations'])
      .orderBy('pipeline_id')
      .orderBy('bucket_at')
      .execute(),
    db.selectFrom('fleet_rollup').selectAll().orderBy('span_hours').orderBy('bucket_at').execute(),
  ])

async function withLog({ stores }: TestDatabase, pipeline: { id: string; name: string }, seconds: number) {
  const lease = await startedExecution(stores, pipeline, { seconds })
  const line = { at: at(seconds), source: 'extractor', level: 'info', text: 'x'.repeat(40_000) } as const
  for (const number of [1, 2, 3, 4, 5]) await stores.logs.append(lease, [{ ...line, line: number }])
  await stores.executions.finish(lease, aResult({ logLines: 5 }), at(seconds + 1))
  return lease.executionId
}

describeDialects('retention', (open) => {
  it('removes lineage of times without a kept execution, and datasets left without any', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores, { name: 'Nightly' })
    const tell = async (seconds: number, to: string) => {
      const lease = await startedExecution(stores, pipeline, { queuedAt: at(seconds) })
      const dataset = (name: string) => ({
        ...{ kind: 'table' as const, namespace: 'postgres://db:5432', name, dbt: null, columns: [] },
      })
      const flow = { from: 0, to: 1, step: 'load' as const, certainty: 'observed' as const }
      const flows = [{ ...flow, sameNames: true, columns: [], stream: null }]
      const report = { datasets: [dataset('source'), dataset(to)], flows, whole: true }
      await stores.lineage.record(lease, { pipelineId: pipeline.id, report, hash: to, at: at(seconds + 1) })
      await stores.executions.finish(lease, aResult(), at(seconds + 1))
    }
    const names = async () => {
      const found = await stores.lineage.list(datasetListQuerySchema.parse({}))
      return found.items.map(({ name }) => name).toSorted()
    }
    await tell(-30 * DAY, 'first')
    await tell(-20 * DAY, 'second')
    await tell(-10 * DAY, 'third')
    await tell(-5 * DAY, 'second')
    const kept = await runRetention(test, KEEP_ALL)
    expect(kept.removed.lineage.rows).toBe(0)
    // "first" ended 20 days ago; since then "source" continues.
    const old = await runRetention(test, { ...KEEP_ALL, executionDays: 15 })
    expect(old.removed.lineage).toEqual({ rows: 1, bytes: 2 })
    expect(old.foretold.lineage).toEqual(old.removed.lineage)
    expect(await names()).toEqual(['second', 'source', 'third'])
    const counted = await runRetention(test, { ...KEEP_ALL, executionsPerPipeline: 1 })
    expect(counted.foretold.lineage).toEqual(counted.removed.lineage)
    expect(counted.removed.lineage.rows).toBe(1)
    expect(await names()).toEqual(['second', 'source', 'third'])
    await tell(-1 * DAY, 'second')
    const last = await runRetention(test, { ...KEEP_ALL, executionsPerPipeline: 1 })
    expect(last.removed.lineage.rows).toBe(1)
    expect(await names()).toEqual(['second', 'source'])
  })

  it('removes old executions but nothing that is needed, and every figure survives it', async () => {
    await using test = await open()
    const { stores } = test
    const [orders, steady] = [
      await storedPipeline(stores, { name: 'Orders' }),
      await storedPipeline(stores, { name: 'Steady' }),
    ]
    const lastSuccess = await withLog(test, orders, -200 * DAY)
    const confirmed = await startedExecution(stores, orders, { seconds: -150 * DAY })
    await stores.states.saveConfirmed(confirmed, orders.id, { value: { bookmark: 7 } }, at(-150 * DAY))
    await stores.executions.finish(confirmed, aResult({ status: 'failed' }), at(-150 * DAY + 1))
    const old = []
    // Two in one quarter of an hour, one of which will be kept: its incident is open.
    for (const seconds of [-120 * DAY, -120 * DAY + 5, -100 * DAY, -31 * DAY])
      old.push(await endedExecution(stores, orders, { seconds, status: 'failed', recordsProcessed: 3 }))
    const recent = await endedExecution(stores, orders, { seconds: -DAY, status: 'failed' })
    for (let day = 6; day >= 1; day--) await withLog(test, steady, -day * DAY)
    await stores.alerts.apply(
      {
        opened: [
          {
            incident: {
              id: newId(),
              rule: { id: newId(), name: 'r', condition: 'failure' } as never,
              pipelineId: orders.id,
              pipelineName: 'Orders',
              executionId: old[1] ?? '',
              message: 'It failed.',
            },
            deliveries: [],
          },
        ],
        closed: [],
      },
      1,
      at(-120 * DAY),
    )
    const author = { id: null, name: 'Ada', at: at(-99 * DAY) }
    await stores.failureNotes.acknowledge(
      { id: old[2] ?? '', executionId: old[2] ?? '' },
      author,
      { id: newId(), body: 'known' },
      { actor: author, action: 'acknowledge', entityType: 'execution', entityId: 'x', entityName: 'x' },
    )
    const before = await figures(test)

    const { foretold, removed } = await runRetention(test, {
      ...KEEP_ALL,
      executionDays: 30,
      executionsPerPipeline: 4,
    })
    expect(removed).toEqual(foretold)
    // Three of Orders by their age, two of Steady by the number.
    expect(removed.executions.rows).toBe(5)
    expect(removed.executions.bytes).toBeGreaterThan(2 * 200_000)
    const kept = await stores.executions.list(executionQuery({ pipelineId: orders.id, limit: 50 }))
    expect(kept.items.map(({ id }) => id)).toEqual([recent, old[1], confirmed.executionId, lastSuccess])
    expect((await stores.logs.page(lastSuccess, { limit: 10 })).lines).toHaveLength(5)
    expect(await stores.failureNotes.comments(old[2] ?? '')).toEqual([])
    expect((await stores.states.versions(orders.id, 10)).length).toBe(1)

    expect(await figures(test)).toEqual(before)
    const counted = await rebuildAggregates(createWriter(test.database))
    expect(counted).toEqual({ counted: 8, removed: 5, changed: 0 })
    expect(await figures(test)).toEqual(before)
    expect((await runRetention(test, KEEP_ALL)).removed.executions.rows).toBe(0)
  })

  it('removes old logs alone, in bounded steps, and the log says that it is gone', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const old = await withLog(test, pipeline, -40 * DAY)
    const newer = await withLog(test, pipeline, -20 * DAY)
    await withLog(test, pipeline, -DAY)
    const { foretold, removed } = await runRetention(test, { ...KEEP_ALL, logDays: 30 })
    expect(removed).toEqual(foretold)
    expect(removed.logs).toMatchObject({ rows: 1 })
    expect(removed.logs.bytes).toBeGreaterThan(200_000)
    expect(await test.stores.logs.page(old, { limit: 10 })).toMatchObject({
      lastLine: 5,
      lines: [{ line: 5, source: 'system', text: expect.stringContaining('Lines 1 to 5 are not kept') }],
    })
    expect((await test.stores.logs.page(newer, { limit: 10 })).lines).toHaveLength(5)
    // One chunk per step bounds a log of any length.
    const limits = { ...(await limitsFor(test)), logsBefore: at(-10 * DAY) }
    const steps = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const step = await test.stores.retention.sweep('logs', limits, cursor, 1)
      if (step.bytes > 0) steps.push(step.bytes)
      cursor = step.next
    }
    expect(steps.length).toBeGreaterThan(1)
    expect(Math.max(...steps)).toBeLessThan(120_000)
  })

  it('removes ticks, deliveries, incidents and events, except those still needed', async () => {
    await using test = await open()
    const { stores, database } = test
    const pipeline = await storedPipeline(stores)
    const tick = (day: number) => ({
      pipeline_id: pipeline.id,
      due_at: at(day * DAY),
      outcome: 'missed',
      reason: null,
      execution_id: null,
      recorded_at: at(day * DAY),
    })
    await database.db
      .insertInto('tick')
      .values([tick(-200), tick(-150), tick(-100)])
      .execute()
    const channel = { id: newId(), name: 'Team', createdAt: at(0), updatedAt: at(0) }
    await stores.alerts.saveChannel({ ...channel, settings: { kind: 'slack', url: 'https://example.com' } })
    const message = { kind: 'test', subject: 's', text: 't', ruleName: null, pipeline: null } as const
    for (const id of ['settled', 'waiting'])
      await stores.alerts.addDelivery(
        { id, channelId: channel.id, message: { ...message, executionId: null, at: at(-99 * DAY) } },
        at(-99 * DAY),
      )
    const sent = { status: 'sent', attempts: 1, error: null, nextAttemptAt: null } as const
    await stores.alerts.settleDelivery('settled', sent, at(-99 * DAY))
    await database.db
      .updateTable('event')
      .set({ at: at(-30 * DAY) })
      .execute()
    const head = await stores.events.head()
    await stores.failures.moveTo(head)
    // The alerts have read all but the last one.
    await stores.alerts.apply({ opened: [], closed: [] }, head - 1, at(0))
    const { foretold, removed } = await runRetention(test, DEFAULT_RETENTION)
    expect(removed).toEqual(foretold)
    expect(removed.ticks.rows).toBe(2)
    expect(removed.alerts.rows).toBe(1)
    expect(removed.events.rows).toBe(head - 1)
    expect(await stores.schedules.ticks(pipeline.id, 10)).toMatchObject([{ dueAt: at(-100 * DAY) }])
    expect((await stores.alerts.deliveries({ limit: 10 })).items).toMatchObject([{ id: 'waiting' }])
    expect((await stores.events.after(0, 1))[0]?.seq).toBe(head)
  })

  it('removes causes of failures that have recovered, and keeps the others', async () => {
    await using test = await open()
    const { stores } = test
    const [fine, failing] = [await storedPipeline(stores), await storedPipeline(stores)]
    const failed = { status: 'failed', outcome: 'errored', seconds: -200 * DAY } as const
    await endedExecution(stores, fine, { ...failed, errorMessage: 'Could not recover' })
    await endedExecution(stores, failing, { ...failed, errorMessage: 'Could not continue' })
    await stores.failures.recover({ pipelineId: fine.id, at: at(-199 * DAY), attempt: 1 }, 1)
    const { foretold, removed } = await runRetention(test, DEFAULT_RETENTION)
    expect(removed.alerts).toEqual(foretold.alerts)
    expect(removed.alerts.rows).toBe(1)
    const { items } = await stores.failures.list(causeListQuerySchema.parse({}))
    expect(items.map(({ lastMessage }) => lastMessage)).toEqual(['Could not continue'])
  })
})

async function limitsFor({ stores }: TestDatabase) {
  const { limitsOf } = await import('../../../src/domain/operations/retention.ts')
  return limitsOf(await stores.retention.policy(), new Date(at(0)))
}
