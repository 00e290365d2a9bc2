import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'
import type { Schema } from '../core/schema.ts'
import { deriveAggregates } from '../figures/derive-aggregates.ts'

/**
 * Adds the bytes of the records of each execution, and their sums. Existing executions are counted from their streams;
 * those no longer kept count as nothing.
 */
export async function bytesTransferred(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const big = dialect === 'sqlite' ? 'integer' : 'bigint'
  for (const table of ['execution', 'execution_bucket', 'fleet_rollup', 'pipeline_rollup']) {
    const column = table === 'execution' ? 'bytes_transferred' : 'bytes'
    await sql.raw(`alter table ${table} add column ${column} ${big} not null default 0`).execute(db)
  }
  await sql.raw(COUNT_STREAMS[dialect]).execute(db)
  await sql.raw(COUNT_QUARTERS).execute(db)
  await deriveAggregates(db as Kysely<Schema>, {
    buckets: true,
    columns: ['success', 'failed', 'cancelled', 'timed_count', 'duration_ms_sum', 'records', 'bytes'],
  })
}

/** A damaged list counts as nothing. */
const COUNT_STREAMS = {
  sqlite: `update execution set bytes_transferred = coalesce((
      select sum(cast(json_extract(stream.value, '$.bytes') as integer)) from json_each(execution.streams) as stream
      where stream.type = 'object'), 0)
    where streams <> '[]' and case when json_valid(streams) then json_type(streams) = 'array' else 0 end`,
  // Read by a pattern: casting text that is not JSON would fail, and the upgrade with it.
  postgres: `update execution set bytes_transferred = coalesce((
      select sum(found[1]::bigint) from regexp_matches(streams, '"bytes": ?([0-9]{1,18})[,}]', 'g') as found), 0)
    where streams <> '[]'`,
}

/** Counts the executions that are kept; a quarter of an hour ends just before the next one. */
const COUNT_QUARTERS = `update execution_bucket set bytes = coalesce((
    select sum(bytes_transferred) from execution
    where execution.pipeline_id = execution_bucket.pipeline_id
      and status in ('success', 'failed', 'cancelled')
      and queued_at >= bucket_at
      and queued_at <= substr(bucket_at, 1, 14) || case substr(bucket_at, 15, 2)
        when '00' then '14' when '15' then '29' when '30' then '44' else '59' end || ':59.999Z'), 0)
  where pipeline_id <> '' and bucket_at <> ''`
