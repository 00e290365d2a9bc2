import type { PipelineStatistics } from '@flx/shared/pipelines/pipeline-history'

import { knownRecords } from '../../../domain/figures/known-records.ts'
import { countIn } from './count-in.ts'
import { emptyHistogram, histogramFrom, percentile } from './duration-histogram.ts'
import { countInRollups } from './rollups.ts'
import { emptySums } from './sum-table.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** `pipeline_id` of the rows that sum the whole fleet. */
export const FLEET = ''
/** `bucket_at` of the rows that sum all time. */
export const ALL_TIME = ''

/**
 * Returns the start of the quarter of an hour (UTC) that a moment is in; the days of any time zone consist of these.
 */
export function bucketOf(time: string): string {
  const quarter = 15 * 60_000
  return new Date(Math.floor(Date.parse(time) / quarter) * quarter).toISOString()
}

/** Counts an execution that just ended, for its pipeline and for the fleet; part of the transaction that ends it. */
export async function countFinished(trx: Trx, row: ExecutionRow): Promise<void> {
  // Always in this order, so that two transactions that count at once cannot deadlock.
  for (const pipelineId of [row.pipeline_id, FLEET]) {
    for (const bucketAt of [bucketOf(row.queued_at), ALL_TIME])
      await countIn(trx, { table: 'execution_bucket', pipeline_id: pipelineId, bucket_at: bucketAt }, row)
  }
  await countInRollups(trx, row)
}

/** Returns the figures of one pipeline over all time. Unfinished executions count only in the total. */
export async function pipelineStatistics({ db }: Writer, pipelineId: string): Promise<PipelineStatistics> {
  const sums = await db
    .selectFrom('execution_bucket')
    .selectAll()
    .where('pipeline_id', '=', pipelineId)
    .where('bucket_at', '=', ALL_TIME)
    .executeTakeFirst()
  const { unfinished } = await db
    .selectFrom('execution')
    .select(({ fn }) => fn.countAll<number>().as('unfinished'))
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirstOrThrow()
  const { success, failed, cancelled, records, uncounted } = sums ?? emptySums()
  const finished = success + failed + cancelled
  const durations = sums === undefined ? emptyHistogram() : histogramFrom(sums.durations)
  return {
    totalExecutions: finished + unfinished,
    success,
    failed,
    cancelled,
    successRate: finished === 0 ? null : Math.round((success / finished) * 1000) / 10,
    averageDurationSeconds:
      sums === undefined || sums.timed_count === 0 ? null : seconds(sums.duration_ms_sum / sums.timed_count),
    p50DurationSeconds: seconds(percentile(durations, 0.5)),
    p95DurationSeconds: seconds(percentile(durations, 0.95)),
    recordsProcessed: knownRecords(records, { finished, uncounted }),
    uncounted,
  }
}

function seconds(ms: number): number
function seconds(ms: number | null): number | null
function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1000
}
