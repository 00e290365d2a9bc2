import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the owner and the freshness target of pipelines, and figures of their last executions, so that lists sort and
 * filter by these without reading executions.
 */
export async function freshness(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const ended = `select execution.status, execution.duration_ms from execution
    where execution.pipeline_id = pipeline.id and finished_at is not null
    order by finished_at desc, execution.id desc limit 30`
  const statements = [
    `alter table pipeline add column owner ${text} not null default ''`,
    `alter table pipeline add column freshness_target_seconds integer`,
    `alter table pipeline add column loaded_at ${text} not null default ''`,
    `alter table pipeline add column stale_at ${text}`,
    `alter table pipeline add column close_at ${text}`,
    `alter table pipeline add column recent_success integer not null default 1001`,
    `alter table pipeline add column recent_p95_ms integer not null default 0`,
    `update pipeline set loaded_at = coalesce((select finished_at from execution
      where execution.pipeline_id = pipeline.id and status = 'success' and options is null
      order by queued_at desc, execution.id desc limit 1), '')`,
    `update pipeline set recent_success = coalesce((
      select 1000 * sum(case when ended.status = 'success' then 1 else 0 end)
        / nullif(sum(case when ended.status = 'cancelled' then 0 else 1 end), 0)
      from (${ended}) as ended), 1001)`,
    // Nearest rank among at most 30: the second longest of twenty or more.
    `update pipeline set recent_p95_ms = coalesce((
      select case when count(*) >= 20 then (select duration_ms from (${ended}) as timed
          where timed.status = 'success' and timed.duration_ms is not null
          order by duration_ms desc limit 1 offset 1)
        else max(ended.duration_ms) end
      from (${ended}) as ended where ended.status = 'success'), 0)`,
    `create index pipeline_stale on pipeline (stale_at, id, close_at, is_active, archived_at)
      where archived_at is null and stale_at is not null`,
    `create index pipeline_owner on pipeline (owner, id) where archived_at is null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
