import { sql } from 'kysely'

import { addDuration, emptyHistogram, histogramFrom } from './duration-histogram.ts'
import { toJson } from '../core/rows/json.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

/** A table that sums executions, with the columns of its key. */
export type Key =
  | { table: 'execution_bucket'; pipeline_id: string; bucket_at: string }
  | { table: 'fleet_rollup'; span_hours: number; bucket_at: string }
  | { table: 'pipeline_rollup'; span_hours: number; bucket_at: string; pipeline_id: string }

export const SUM_COLUMNS = [
  'success',
  'failed',
  'cancelled',
  'timed_count',
  'duration_ms_sum',
  'records',
  'bytes',
  'uncounted',
] as const

/** Sums of finished executions. */
export type Sums = Record<(typeof SUM_COLUMNS)[number], number>

/** The columns of an execution that count. */
export const COUNTED_COLUMNS = [
  'status',
  'duration_ms',
  'records_processed',
  'bytes_transferred',
  'counts',
] as const

/** Returns the sums of one finished execution. */
export function sumsOf(row: Pick<ExecutionRow, (typeof COUNTED_COLUMNS)[number]>): Sums {
  return {
    success: row.status === 'success' ? 1 : 0,
    failed: row.status === 'failed' ? 1 : 0,
    cancelled: row.status === 'cancelled' ? 1 : 0,
    timed_count: row.duration_ms === null ? 0 : 1,
    duration_ms_sum: row.duration_ms ?? 0,
    records: row.records_processed,
    bytes: row.bytes_transferred,
    uncounted: row.counts === 'unknown' ? 1 : 0,
  }
}

/** Returns the counts and totals in the sums, and how many executions those totals leave out. */
export const countsIn = (sums: Sums) => ({
  success: sums.success,
  failed: sums.failed,
  cancelled: sums.cancelled,
  timedCount: sums.timed_count,
  durationMsSum: sums.duration_ms_sum,
  recordsProcessed: sums.records,
  bytesTransferred: sums.bytes,
  uncounted: sums.uncounted,
})

/** Adds an execution to one row. The rollups of pipelines store no distribution of durations. */
export async function countIn(trx: Trx, { table, ...key }: Key, row: ExecutionRow): Promise<void> {
  const withDurations = table !== 'pipeline_rollup'
  const values = {
    ...key,
    ...sumsOf(row),
    ...(withDurations ? { durations: toJson(emptyHistogram()) } : {}),
  }
  const name = sql.table(table)
  const keys = Object.keys(key).map((column) => sql.ref(column))
  const sums = SUM_COLUMNS.map(
    (column) => sql`${sql.ref(column)} = ${sql.ref(`${table}.${column}`)} + ${sql.ref(`excluded.${column}`)}`,
  )
  const returning = withDurations ? sql` returning durations` : sql``
  // The upsert locks the row until the commit, so that the distribution read here cannot be overwritten meanwhile.
  const { rows } = await sql<{ durations: string }>`
    insert into ${name} (${sql.join(Object.keys(values).map((column) => sql.ref(column)))})
    values (${sql.join(Object.values(values))})
    on conflict (${sql.join(keys)}) do update set ${sql.join(sums)}${returning}`.execute(trx)
  const [stored] = rows
  if (row.duration_ms === null || stored === undefined) return
  const histogram = histogramFrom(stored.durations, table)
  addDuration(histogram, row.duration_ms)
  const where = Object.entries(key).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await sql`update ${name} set durations = ${toJson(histogram)} where ${sql.join(where, sql` and `)}`.execute(
    trx,
  )
}
