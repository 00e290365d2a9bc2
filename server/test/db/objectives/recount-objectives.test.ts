import { expect, it } from 'vitest'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { recountObjectives } from '../../../src/adapters/db/objectives/recount-objectives.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import {
  aResult,
  at,
  endedExecution,
  failedBecause,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

const HOUR = 3600
const DAY = 24 * HOUR

const failed = (seconds: number) => ({ seconds, ...failedBecause('The source is away.') })
const recount = ({ database }: TestDatabase, seconds: number) =>
  recountObjectives(createWriter(database), Date.parse(at(seconds)))
const sums = ({ database }: TestDatabase) =>
  database.db
    .selectFrom('objective_count')
    .selectAll()
    .orderBy('pipeline_id')
    .orderBy('span_hours')
    .orderBy('bucket_at')
    .execute()

describeDialects('recounting the sums of objectives', (open) => {
  it('finds nothing wrong in maintained sums: attempts, cancellations and options', async () => {
    await using test = await open()
    const { executions } = test.stores
    const pipeline = await storedPipeline(test.stores, { successObjective: 90, retryAttempts: 1 })
    await endedExecution(test.stores, pipeline, { seconds: 0 })
    // Retried automatically, and given up by a user: one failure.
    const lease = await startedExecution(test.stores, pipeline, { seconds: HOUR })
    await executions.finish(lease, aResult(failedBecause('Away')), at(HOUR + 10))
    const [next] = await executions.unfinishedOf(pipeline.id)
    await executions.requestCancel(next?.id ?? '', at(HOUR + 20))
    await endedExecution(test.stores, pipeline, {
      seconds: 2 * HOUR,
      status: 'cancelled',
      outcome: 'cancelled',
    })
    const options = { fullRefresh: false, limitRecords: 5 }
    const limited = await startedExecution(test.stores, pipeline, { seconds: 3 * HOUR, options })
    await executions.finish(limited, aResult(), at(3 * HOUR + 10))
    const before = await sums(test)
    expect(before.filter(({ span_hours }) => span_hours === 24)).toMatchObject([{ succeeded: 1, failed: 1 }])
    expect(await recount(test, DAY)).toEqual({ changed: 0, cut: 0 })
    expect(await sums(test)).toEqual(before)
  })

  it('corrects wrong, missing and surplus sums, and keeps how long data was too old', async () => {
    await using test = await open()
    const { db } = test.database
    const pipeline = await storedPipeline(test.stores, {
      freshnessTargetSeconds: HOUR,
      freshnessObjective: 99,
    })
    await endedExecution(test.stores, pipeline, { seconds: 3 * HOUR })
    await endedExecution(test.stores, pipeline, failed(DAY + HOUR))
    await endedExecution(test.stores, pipeline, { seconds: 2 * DAY })
    const before = await sums(test)
    expect(before.some(({ stale_ms }) => stale_ms > 0)).toBe(true)
    const day = before.find(({ span_hours }) => span_hours === 24)
    await db
      .updateTable('objective_count')
      .set({ succeeded: 7 })
      .where('span_hours', '=', 24)
      .where('bucket_at', '=', day?.bucket_at ?? '')
      .execute()
    await db.deleteFrom('objective_count').where('failed', '>', 0).where('stale_ms', '=', 0).execute()
    const harmed = await sums(test)
    const { changed } = await recount(test, 3 * DAY)
    expect(changed).toBe(1 + before.length - harmed.length)
    expect(await sums(test)).toEqual(before)
  })

  it('leaves hours and days alone in which a removed execution could have ended', async () => {
    await using test = await open()
    const { db } = test.database
    const pipeline = await storedPipeline(test.stores, { successObjective: 90 })
    for (const day of [0, 1, 2, 3]) {
      await endedExecution(test.stores, pipeline, { seconds: day * DAY + HOUR, duration: 60 })
    }
    // Like retention: the row goes, and its quarter of an hour is marked.
    const gone = await db
      .selectFrom('execution')
      .select(['id', 'queued_at'])
      .orderBy('queued_at')
      .limit(2)
      .execute()
    await db
      .deleteFrom('execution')
      .where(
        'id',
        'in',
        gone.map(({ id }) => id),
      )
      .execute()
    await db
      .updateTable('execution_bucket')
      .set({ removed: 1 })
      .where('pipeline_id', '=', pipeline.id)
      .where('bucket_at', '<=', gone[1]?.queued_at ?? '')
      .execute()
    const before = await sums(test)
    await db.updateTable('objective_count').set({ failed: 9 }).where('span_hours', '=', 24).execute()
    expect(await recount(test, 3 * DAY + 2 * HOUR)).toEqual({ changed: 1, cut: 1 })
    const days = (await sums(test)).filter(({ span_hours }) => span_hours === 24)
    // The third day started before its execution was queued; a removed one could have ended in it.
    expect(days.map((row) => row.failed)).toEqual([9, 9, 9, 0])
    expect(days.at(-1)).toEqual(before.findLast(({ span_hours }) => span_hours === 24))
  })
})
