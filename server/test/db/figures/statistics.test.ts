import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { showStatistics } from '../../../src/app/figures/show-statistics.ts'
import { rebuildAggregates } from '../../../src/adapters/db/figures/rebuild-aggregates.ts'
import type { NewExecution } from '../../../src/domain/executions/execution-store.ts'
import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { anExecution, at, endedExecution, startedExecution, storedPipeline } from '../../support/records.ts'

const HOURS = 3600
const DAYS = 24 * HOURS

/** The aggregates as stored. */
async function aggregates({ database: { db } }: TestDatabase) {
  const of = async (table: string, order: string) =>
    (await sql`select * from ${sql.table(table)} order by ${sql.raw(order)}`.execute(db)).rows
  return {
    buckets: await of('execution_bucket', 'pipeline_id, bucket_at'),
    fleet: await of('fleet_rollup', 'span_hours, bucket_at'),
    pipelines: await of('pipeline_rollup', 'span_hours, bucket_at, pipeline_id'),
  }
}

const ask = (
  { stores }: TestDatabase,
  query: { from?: string; to?: string; timezone?: string },
  now = at(0),
) => showStatistics({ ...stores, clock: { now: () => new Date(now) } }, { timezone: 'UTC', ...query })

/** Three pipelines whose executions are weeks, days and hours old. */
async function history({ stores }: TestDatabase) {
  const [steady, shaky, idle] = await Promise.all(
    ['steady', 'shaky', 'idle'].map((name) => storedPipeline(stores, { name, isActive: name !== 'idle' })),
  )
  if (steady === undefined || shaky === undefined || idle === undefined) throw new Error('Not stored.')
  const days = [300, 95, 40, 29, 20, 8, 6.9, 1.5, 0.9, 0.1]
  for (const [index, day] of days.entries()) {
    const seconds = -day * DAYS
    await endedExecution(stores, steady, { seconds, duration: 60 + index, recordsProcessed: 10 })
    await endedExecution(stores, shaky, {
      seconds,
      duration: 600,
      ...(index % 2 === 0 ? {} : { status: 'failed', outcome: 'errored', errorMessage: 'No such file.' }),
    })
  }
  return { steady, shaky, idle, days }
}

describeDialects('statistics', (open) => {
  describe('of one history, to which each test adds', () => {
    let test: TestDatabase
    let made: Awaited<ReturnType<typeof history>>
    let pending: NewExecution
    beforeAll(async () => {
      test = await open()
      made = await history(test)
    })
    afterAll(() => test[Symbol.asyncDispose]())

    it('cut the series at the days of the time zone, with sums equal to those of the window', async () => {
      const month = await ask(test, { from: at(-30 * DAYS), timezone: 'Asia/Kolkata' })
      const starts = month.series.slice(1).map(({ from }) => from.slice(11, 16))
      expect(new Set(starts)).toEqual(new Set(['18:30']))
      for (const figure of ['success', 'failed', 'cancelled', 'recordsProcessed'] as const) {
        expect(month.series.reduce((sum, bar) => sum + (bar[figure] ?? 0), 0)).toBe(month[figure])
      }
      const year = await ask(test, { from: at(-365 * DAYS), timezone: 'Europe/Zurich' })
      expect(year.unit).toBe('week')
      expect(year.series.reduce((sum, bar) => sum + bar.success + bar.failed, 0)).toBe(20)
      expect(year.p95DurationSeconds).toBeCloseTo(600, -2)
    })

    it('return the figures of a window, of the previous window and of all time', async () => {
      const { steady, shaky } = made
      await startedExecution(test.stores, steady, { seconds: -HOURS })
      pending = anExecution(shaky, { queuedAt: at(-50 * DAYS) })
      await test.stores.executions.enqueue(pending)

      expect(await ask(test, {})).toMatchObject({
        from: null,
        totalPipelines: 3,
        activePipelines: 2,
        totalExecutions: 22,
        runningExecutions: 1,
        pendingExecutions: 1,
        success: 15,
        failed: 5,
        cancelled: 0,
        successRate: 75,
        averageDurationSeconds: 332.25,
        recordsProcessed: 100,
        previous: null,
      })
      const month = await ask(test, { from: at(-30 * DAYS) })
      expect(month).toMatchObject({
        from: at(-30 * DAYS),
        totalPipelines: 3,
        totalExecutions: 15,
        runningExecutions: 1,
        pendingExecutions: 1,
        success: 10,
        failed: 4,
        recordsProcessed: 70,
        previous: { success: 2, failed: 0, recordsProcessed: 10 },
        unit: 'day',
      })
      expect(
        month.recentFailures.map(({ pipelineName, errorMessage }) => [pipelineName, errorMessage]),
      ).toEqual(Array.from({ length: 4 }, () => ['shaky', 'No such file.']))
      expect(month.recentFailures.map(({ queuedAt }) => queuedAt)).toEqual(
        [0.1, 1.5, 8, 29].map((day) => at(-day * DAYS)),
      )
    })

    it('keep the aggregates that a recount would give, to the byte', async () => {
      await test.stores.executions.requestCancel(pending.id, at(-3 * DAYS + 5))
      const maintained = await aggregates(test)
      const writer = createWriter(test.database)
      expect(await rebuildAggregates(writer)).toEqual({ counted: 21, removed: 0, changed: 0 })
      expect(await aggregates(test)).toEqual(maintained)

      await test.database.db.updateTable('fleet_rollup').set({ failed: 77 }).execute()
      await test.database.db
        .updateTable('execution_bucket')
        .set({ success: 9, durations: '{"counts":{}}' })
        .execute()
      const gone = await test.database.db.deleteFrom('pipeline_rollup').executeTakeFirstOrThrow()
      const wrong = maintained.fleet.length + maintained.buckets.length + Number(gone.numDeletedRows)
      expect(await rebuildAggregates(writer)).toMatchObject({ changed: wrong })
      expect(await aggregates(test)).toEqual(maintained)
    })

    it('keep the sums of executions that are gone', async () => {
      const before = await aggregates(test)
      await test.database.db
        .deleteFrom('execution')
        .where('queued_at', '<', at(-30 * DAYS))
        .execute()
      expect(await ask(test, {})).toMatchObject({ totalExecutions: 22 })
      await rebuildAggregates(createWriter(test.database))
      expect(await aggregates(test)).toEqual(before)
    })
  })

  it('rank the pipelines with enough executions in the window, without deleted ones', async () => {
    await using test = await open()
    const { steady, shaky } = await history(test)
    const names = (ranking: { name: string }[]) => ranking.map(({ name }) => name)
    const all = await ask(test, {})
    expect(all.topPerformers).toMatchObject([
      { name: 'steady', executions: 10, successRate: 100, averageDurationSeconds: 64.5 },
      { name: 'shaky', executions: 10, successRate: 50, averageDurationSeconds: 600 },
    ])
    expect(names(all.busiest)).toEqual(['shaky', 'steady'])
    expect(names(all.slowest)).toEqual(['shaky', 'steady'])
    const today = await ask(test, { from: at(-1 * DAYS) })
    expect(today.topPerformers).toEqual([])
    expect(today.busiest).toMatchObject([{ executions: 2 }, { executions: 2 }])

    // Cached rankings do not outlive their data.
    await endedExecution(test.stores, steady, { seconds: -30, duration: 2 })
    expect(names((await ask(test, {})).busiest)).toEqual(['steady', 'shaky'])
    await test.stores.pipelines.archive(shaky.id, at(0), {})
    expect(names((await ask(test, {})).slowest)).toEqual(['steady'])
  })

  it('are empty at first, and show nothing of the future', async () => {
    await using test = await open()
    expect(await ask(test, {})).toMatchObject({
      totalPipelines: 0,
      activePipelines: 0,
      totalExecutions: 0,
      successRate: null,
      averageDurationSeconds: null,
      p50DurationSeconds: null,
      topPerformers: [],
      recentFailures: [],
    })
    const future = await ask(test, { from: at(DAYS), to: at(2 * DAYS) })
    expect(future).toMatchObject({ totalExecutions: 0, series: [] })
    await expect(ask(test, { timezone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'invalid',
      fields: [{ path: 'timezone' }],
    })
  })
})
