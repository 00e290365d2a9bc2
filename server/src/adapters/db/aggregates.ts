import type { PipelineStatistics } from '@flx/shared/pipeline'

import { addHistogram, durationBucket, percentile, type Histogram } from './duration-histogram.ts'
import { fromJson, toJson } from './json.ts'
import type { ExecutionRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** `pipeline_id` of the rows that sum the whole fleet. */
export const FLEET = ''

/** Start of the quarter of an hour (UTC) that holds a moment. */
export function bucketOf(time: string): string {
  const quarter = 15 * 60_000
  return new Date(Math.floor(Date.parse(time) / quarter) * quarter).toISOString()
}

/** Counts an execution that just ended, for its pipeline and for the fleet; part of the transaction that ends it. */
export async function countFinished(trx: Trx, row: ExecutionRow): Promise<void> {
  for (const pipelineId of [row.pipeline_id, FLEET]) await countIn(trx, pipelineId, row)
}

async function countIn(trx: Trx, pipelineId: string, row: ExecutionRow): Promise<void> {
  const key = { pipeline_id: pipelineId, bucket_at: bucketOf(row.queued_at) }
  const empty = {
    ...key,
    success: 0,
    failed: 0,
    cancelled: 0,
    timed_count: 0,
    duration_ms_sum: 0,
    records: 0,
    durations: '{}',
  }
  await trx
    .insertInto('execution_bucket')
    .values(empty)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const stored = await trx
    .selectFrom('execution_bucket')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .where('bucket_at', '=', key.bucket_at)
    .executeTakeFirstOrThrow()
  const timed = row.duration_ms !== null
  const durations = fromJson<Histogram>(stored.durations)
  if (row.duration_ms !== null) addHistogram(durations, { [durationBucket(row.duration_ms)]: 1 })
  await trx
    .updateTable('execution_bucket')
    .set({
      success: stored.success + (row.status === 'success' ? 1 : 0),
      failed: stored.failed + (row.status === 'failed' ? 1 : 0),
      cancelled: stored.cancelled + (row.status === 'cancelled' ? 1 : 0),
      timed_count: stored.timed_count + (timed ? 1 : 0),
      duration_ms_sum: stored.duration_ms_sum + (row.duration_ms ?? 0),
      records: stored.records + row.records_processed,
      durations: toJson(durations),
    })
    .where('pipeline_id', '=', pipelineId)
    .where('bucket_at', '=', key.bucket_at)
    .execute()
}

/** Figures of one pipeline over all time, summed from its buckets. */
export async function pipelineStatistics({ db }: Writer, pipelineId: string): Promise<PipelineStatistics> {
  const sums = { success: 0, failed: 0, cancelled: 0, timed: 0, durationMs: 0, records: 0 }
  const durations: Histogram = {}
  const rows = db.selectFrom('execution_bucket').selectAll().where('pipeline_id', '=', pipelineId)
  for (const row of await rows.execute()) {
    sums.success += row.success
    sums.failed += row.failed
    sums.cancelled += row.cancelled
    sums.timed += row.timed_count
    sums.durationMs += row.duration_ms_sum
    sums.records += row.records
    addHistogram(durations, fromJson<Histogram>(row.durations))
  }
  const unfinished = await db
    .selectFrom('execution')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirstOrThrow()
  const finished = sums.success + sums.failed + sums.cancelled
  return {
    totalExecutions: finished + unfinished.count,
    success: sums.success,
    failed: sums.failed,
    cancelled: sums.cancelled,
    successRate: finished === 0 ? null : Math.round((sums.success / finished) * 1000) / 10,
    averageDurationSeconds: sums.timed === 0 ? null : sums.durationMs / sums.timed / 1000,
    p50DurationSeconds: seconds(percentile(durations, 0.5)),
    p95DurationSeconds: seconds(percentile(durations, 0.95)),
    recordsProcessed: sums.records,
  }
}

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms) / 1000)
