import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'
import { deriveAggregates } from '../figures/derive-aggregates.ts'
import type { Schema } from '../core/schema.ts'

/** Adds rollups longer than a quarter of an hour, for the figures of months and years. */
export async function statistics(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const sqlite = dialect === 'sqlite'
  const big = sqlite ? 'integer' : 'bigint'
  const text = sqlite ? 'text' : 'text collate "C"'
  const sums = `success ${big} not null, failed ${big} not null, cancelled ${big} not null,
    timed_count ${big} not null, duration_ms_sum ${big} not null, records ${big} not null`
  const keyed = sqlite ? 'without rowid' : ''
  const statements = [
    `create table fleet_rollup (span_hours integer not null, bucket_at ${text} not null, ${sums},
      durations text not null, primary key (span_hours, bucket_at))`,
    // In the order of time, so that a ranking reads one range per length of span.
    `create table pipeline_rollup (span_hours integer not null, bucket_at ${text} not null,
      pipeline_id ${text} not null, ${sums}, primary key (span_hours, bucket_at, pipeline_id)) ${keyed}`,
    // Holds the only columns of a pipeline that counts and rankings need.
    `create index pipeline_kept on pipeline (id, is_active, name_key, archived_at) where archived_at is null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
  await deriveAggregates(db as Kysely<Schema>, {
    buckets: false,
    columns: ['success', 'failed', 'cancelled', 'timed_count', 'duration_ms_sum', 'records'],
  })
}
