import { countIn } from './count-in.ts'
import type { ExecutionRow } from '../core/schema.ts'
import { ALL_TIME_SPAN, FLEET_SPANS, PIPELINE_SPANS, spanStart } from './spans.ts'
import type { Trx } from '../core/writer.ts'

/** Returns `bucket_at` of the span that a moment is in. */
const rollupTime = (spanHours: number, at: string): string =>
  new Date(spanStart(spanHours, Date.parse(at))).toISOString()

/** Counts an execution that just ended in the rollups; part of the transaction that ends it. */
export async function countInRollups(trx: Trx, row: ExecutionRow): Promise<void> {
  const { pipeline_id, queued_at } = row
  for (const span_hours of [ALL_TIME_SPAN, ...PIPELINE_SPANS]) {
    const bucket_at = span_hours === ALL_TIME_SPAN ? '' : rollupTime(span_hours, queued_at)
    await countIn(trx, { table: 'pipeline_rollup', span_hours, bucket_at, pipeline_id }, row)
  }
  for (const span_hours of FLEET_SPANS) {
    await countIn(
      trx,
      { table: 'fleet_rollup', span_hours, bucket_at: rollupTime(span_hours, queued_at) },
      row,
    )
  }
}
