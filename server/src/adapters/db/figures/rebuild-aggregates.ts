import { countingChanges } from './compare-tables.ts'
import { COUNTED_COLUMNS, sumsOf } from './count-in.ts'
import { deriveAggregates } from './derive-aggregates.ts'
import { addDuration, emptyHistogram } from './duration-histogram.ts'
import { quarterStart } from './spans.ts'
import { SumTable } from './sum-table.ts'
import type { Trx, Writer } from '../core/writer.ts'

const PAGE = 5000

const TABLES = {
  execution_bucket: ['pipeline_id', 'bucket_at'],
  fleet_rollup: ['span_hours', 'bucket_at'],
  pipeline_rollup: ['span_hours', 'bucket_at', 'pipeline_id'],
} as const

export interface Rebuilt {
  /** Finished executions that were counted. */
  counted: number
  /** Executions that are gone but whose sums were left as they were. */
  removed: number
  /** Rows of sums that changed: none if the maintained sums were right. */
  changed: number
}

/**
 * Counts every finished execution again, in one transaction, and compares with the maintained sums. A quarter of an
 * hour of a pipeline from which executions were removed keeps its sums: what retention removed cannot be counted again.
 */
export async function rebuildAggregates(writer: Writer): Promise<Rebuilt> {
  return writer.change(async (trx) => {
    const { result: counted, changed } = await countingChanges(trx, TABLES, () => recount(trx))
    const { removed } = await trx
      .selectFrom('execution_bucket')
      .select(({ fn }) => fn.sum<number | null>('removed').as('removed'))
      .executeTakeFirstOrThrow()
    return { counted, removed: removed ?? 0, changed }
  })
}

async function recount(trx: Trx): Promise<number> {
  await trx.deleteFrom('fleet_rollup').execute()
  await trx.deleteFrom('pipeline_rollup').execute()
  await trx
    .deleteFrom('execution_bucket')
    .where(({ or, eb }) => or([eb('pipeline_id', '=', ''), eb('bucket_at', '=', '')]))
    .execute()
  const counted = await countQuarters(trx)
  await deriveAggregates(trx, { buckets: true })
  return counted
}

/** Writes the quarters of an hour of all pipelines that have executions. */
async function countQuarters(trx: Trx): Promise<number> {
  const quarters = new SumTable()
  let count = 0
  let after = { pipeline_id: '', queued_at: '', id: '' }
  const write = async (pipeline_id: string) => {
    // These sums include removed executions, so they are more than can be counted now.
    const protectedRows = await trx
      .selectFrom('execution_bucket')
      .select('bucket_at')
      .where('pipeline_id', '=', pipeline_id)
      .where('removed', '>', 0)
      .execute()
    for (const { bucket_at } of protectedRows) quarters.rows.delete(Date.parse(bucket_at))
    await quarters.write(trx, (at) => ({
      table: 'execution_bucket',
      pipeline_id,
      bucket_at: new Date(at).toISOString(),
    }))
  }
  for (;;) {
    const page = await trx
      .selectFrom('execution')
      .select(['id', 'pipeline_id', 'queued_at', ...COUNTED_COLUMNS])
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('pipeline_id', 'queued_at', 'id'),
          '>',
          tuple(after.pipeline_id, after.queued_at, after.id),
        ),
      )
      .orderBy('pipeline_id')
      .orderBy('queued_at')
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of page) {
      if (row.pipeline_id !== after.pipeline_id) await write(after.pipeline_id)
      after = row
      if (row.status === 'pending' || row.status === 'running') continue
      const durations = emptyHistogram()
      if (row.duration_ms !== null) addDuration(durations, row.duration_ms)
      quarters.add(quarterStart(Date.parse(row.queued_at)), sumsOf(row), durations)
      count += 1
    }
    if (page.length < PAGE) break
  }
  await write(after.pipeline_id)
  return count
}
