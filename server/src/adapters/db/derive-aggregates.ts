import type { Kysely } from 'kysely'

import { histogramFrom } from './duration-histogram.ts'
import { rollupTime } from './rollups.ts'
import type { ExecutionBucketRow, Schema } from './schema.ts'
import { ALL_TIME_SPAN, FLEET_SPANS, PIPELINE_SPANS } from './spans.ts'
import { SumTable } from './sum-table.ts'

const PAGE = 5000

/**
 * Writes what follows from the quarters of an hour of the pipelines: the rollups, and with `buckets` also the quarters
 * of the fleet and the sums of all time. Rows that nothing adds to stay as they are: empty the tables first.
 */
export async function deriveAggregates(db: Kysely<Schema>, { buckets }: { buckets: boolean }): Promise<void> {
  const fleet = new SumTable()
  const own = new SumTable()
  let pipelineId = ''
  for await (const row of pipelineQuarters(db)) {
    if (row.pipeline_id !== pipelineId) await own.write(db)
    pipelineId = row.pipeline_id
    const durations = histogramFrom(row.durations)
    for (const span_hours of [ALL_TIME_SPAN, ...PIPELINE_SPANS]) {
      const bucket_at = span_hours === ALL_TIME_SPAN ? '' : rollupTime(span_hours, row.bucket_at)
      own.add({ table: 'pipeline_rollup', span_hours, bucket_at, pipeline_id: pipelineId }, row, null)
    }
    for (const span_hours of FLEET_SPANS) {
      const bucket_at = rollupTime(span_hours, row.bucket_at)
      fleet.add({ table: 'fleet_rollup', span_hours, bucket_at }, row, durations)
    }
    if (!buckets) continue
    own.add({ table: 'execution_bucket', pipeline_id: pipelineId, bucket_at: '' }, row, durations)
    for (const bucket_at of [row.bucket_at, '']) {
      fleet.add({ table: 'execution_bucket', pipeline_id: '', bucket_at }, row, durations)
    }
  }
  await own.write(db)
  await fleet.write(db)
}

/** The rows of pipelines, one pipeline after the other, without those that sum all time. */
async function* pipelineQuarters(db: Kysely<Schema>): AsyncGenerator<ExecutionBucketRow> {
  // Behind the rows of the fleet, whose pipeline is empty.
  let after = { pipeline_id: '', bucket_at: '9' }
  for (;;) {
    const page = await db
      .selectFrom('execution_bucket')
      .selectAll()
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple('pipeline_id', 'bucket_at'), '>', tuple(after.pipeline_id, after.bucket_at)),
      )
      .orderBy('pipeline_id')
      .orderBy('bucket_at')
      .limit(PAGE)
      .execute()
    yield* page.filter((row) => row.bucket_at !== '')
    const last = page.at(-1)
    if (last === undefined) return
    after = last
  }
}
