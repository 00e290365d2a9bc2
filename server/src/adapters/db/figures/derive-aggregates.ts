import type { Kysely } from 'kysely'

import type { Key, Sums } from './count-in.ts'
import { histogramFrom } from './duration-histogram.ts'
import type { ExecutionBucketRow, Schema } from '../core/schema.ts'
import { ALL_TIME_SPAN, FLEET_SPANS, PIPELINE_SPANS, spanStart } from './spans.ts'
import { SumTable } from './sum-table.ts'

const PAGE = 5000

/**
 * Writes what is derived from the pipelines' quarters of an hour: the rollups, and with `buckets` also the quarters of
 * the fleet and the sums of all time. Rows to which nothing is added stay as they are: empty the tables first.
 * `columns`: the sums that the tables have; a migration names those of its time.
 */
export async function deriveAggregates(
  db: Kysely<Schema>,
  { buckets, columns }: { buckets: boolean; columns?: readonly (keyof Sums)[] },
): Promise<void> {
  const newTable = () => new SumTable(columns)
  const fleetTable = newTable()
  const pipelineTables = PIPELINE_SPANS.map((span) => ({ span, table: newTable() }))
  const allTimeTable = newTable()
  let pipelineId = ''
  const writePipeline = async () => {
    const pipeline_id = pipelineId
    for (const { span, table } of pipelineTables) {
      await table.write(db, (at) => ({
        table: 'pipeline_rollup',
        span_hours: span,
        bucket_at: textOf(at),
        pipeline_id,
      }))
    }
    if (buckets) {
      const copy = newTable()
      for (const [at, { sums, durations }] of allTimeTable.rows) copy.add(at, sums, durations)
      await copy.write(db, () => ({ table: 'execution_bucket', pipeline_id, bucket_at: '' }))
    }
    for (const row of allTimeTable.rows.values()) row.durations = null
    await allTimeTable.write(db, () => ({
      table: 'pipeline_rollup',
      span_hours: ALL_TIME_SPAN,
      bucket_at: '',
      pipeline_id,
    }))
  }
  for await (const row of pipelineQuarters(db)) {
    if (row.pipeline_id !== pipelineId) await writePipeline()
    pipelineId = row.pipeline_id
    const at = Date.parse(row.bucket_at)
    const durations = histogramFrom(row.durations)
    for (const { span, table } of pipelineTables) table.add(spanStart(span, at), row, null)
    allTimeTable.add(0, row, durations)
    fleetTable.add(at, row, durations)
  }
  await writePipeline()
  await writeFleet(db, { quarters: fleetTable, newTable }, buckets)
}

/** Builds each span from the rows of the span below, of which it is a multiple. */
async function writeFleet(
  db: Kysely<Schema>,
  { quarters, newTable }: { quarters: SumTable; newTable: () => SumTable },
  buckets: boolean,
): Promise<void> {
  let lower = quarters
  const levels: { table: SumTable; keyOf: (at: number) => Key }[] = []
  if (buckets) {
    levels.push({
      table: quarters,
      keyOf: (at) => ({ table: 'execution_bucket', pipeline_id: '', bucket_at: textOf(at) }),
    })
  }
  for (const span of FLEET_SPANS) {
    const table = newTable()
    for (const [at, { sums, durations }] of lower.rows) table.add(spanStart(span, at), sums, durations)
    levels.push({
      table,
      keyOf: (at) => ({ table: 'fleet_rollup', span_hours: span, bucket_at: textOf(at) }),
    })
    lower = table
  }
  if (buckets) {
    const table = newTable()
    for (const { sums, durations } of lower.rows.values()) table.add(0, sums, durations)
    levels.push({ table, keyOf: () => ({ table: 'execution_bucket', pipeline_id: '', bucket_at: '' }) })
  }
  for (const { table, keyOf } of levels) await table.write(db, keyOf)
}

const textOf = (at: number): string => new Date(at).toISOString()

/** Yields the rows of the pipelines, one pipeline after the other, without those that sum all time. */
async function* pipelineQuarters(db: Kysely<Schema>): AsyncGenerator<ExecutionBucketRow> {
  // After the rows of the fleet, whose pipeline is empty.
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
