import { sql, type Kysely } from 'kysely'

import { deriveAggregates } from '../figures/derive-aggregates.ts'
import type { Dialect } from '../core/open-database.ts'
import type { Schema } from '../core/schema.ts'

const UNKNOWN_OF = `select count(*) from execution
    where execution.pipeline_id = execution_bucket.pipeline_id and counts = 'unknown'
      and status in ('success', 'failed', 'cancelled')
      and queued_at >= bucket_at
      and queued_at <= substr(bucket_at, 1, 14) || case substr(bucket_at, 15, 2)
        when '00' then '14' when '15' then '29' when '30' then '44' else '59' end || ':59.999Z'`

/**
 * Adds how the totals of an execution are known, its runner, the number of executions in the sums that reported no
 * records, and the jobs of a project that Meltano runs.
 */
export async function knownCounts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table execution add column counts ${text} not null default 'counted'`,
    `alter table execution add column runner ${text}`,
    `alter table project add column through_meltano ${text}`,
    ...['execution_bucket', 'fleet_rollup', 'pipeline_rollup'].map(
      (table) => `alter table ${table} add column uncounted integer not null default 0`,
    ),
    `update execution set counts = case streams when '[]' then 'unknown' else 'reported' end
      where (trigger_kind = 'report' or pipeline_id in (select id from pipeline where runner is not null))
        and steps like '[{"kind":"command"%'`,
    `update execution set runner = 'meltano' where counts <> 'counted' and trigger_kind <> 'report'`,
    `create index execution_by_runner on execution (pipeline_id, status, queued_at, id) where runner is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
  const { rows } = await sql`select 1 from execution where counts = 'unknown' limit 1`.execute(db)
  if (rows.length === 0) return
  await sql
    .raw(
      `update execution_bucket set uncounted = (${UNKNOWN_OF}) where bucket_at <> ''
        and pipeline_id in (select pipeline_id from execution where counts = 'unknown')`,
    )
    .execute(db)
  await deriveAggregates(db as Kysely<Schema>, {
    buckets: true,
    columns: [
      ...(['success', 'failed', 'cancelled', 'timed_count', 'duration_ms_sum', 'records', 'bytes'] as const),
      'uncounted',
    ],
  })
}
