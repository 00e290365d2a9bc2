import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

const DAY = 86_400_000
/** Days whose sums are computed from executions that still exist. */
const COUNTED_DAYS = 90
/** Days that are summed by hour as well. */
const HOURLY_DAYS = 4

/** An automatic attempt after a failure; it stands for that failure. */
const AUTOMATIC = `trigger_kind = 'retry' and triggered_by is null`
/** 1 if an execution succeeded, 0 if it failed for good. Applies only to executions that count. */
const GOOD = `case when status = 'success' then 1 else 0 end`
const COUNTS = `finished_at is not null and options is null and (status = 'success'
    or (status = 'cancelled' and ${AUTOMATIC})
    or (status = 'failed' and execution.id not in (select retry_of from execution as next
      where next.trigger_kind = 'retry' and next.triggered_by is null and next.retry_of is not null)))`

/**
 * Adds objectives of pipelines, and what counts towards them by hour and by day. The sums of executions are computed
 * from the history; how long data were too old is only known from now on.
 */
export async function objectives(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const real = dialect === 'sqlite' ? 'real' : 'double precision'
  const bigint = dialect === 'sqlite' ? 'integer' : 'bigint'
  const since = (days: number) => new Date(Date.now() - days * DAY).toISOString()
  const summed = (hours: number, start: string, days: number) => `insert into objective_count
      (pipeline_id, span_hours, bucket_at, succeeded, failed, stale_ms)
    select pipeline_id, ${hours}, ${start}, sum(${GOOD}), sum(1 - ${GOOD}), 0 from execution
    where ${COUNTS} and finished_at >= '${since(days)}' group by pipeline_id, ${start}`
  const newest = `select finished_at, execution.id, ${dialect === 'sqlite' ? GOOD : `(${GOOD})::text`} as good
    from execution where execution.pipeline_id = pipeline.id and ${COUNTS}
    order by finished_at desc, execution.id desc limit 10`
  const joined =
    dialect === 'sqlite'
      ? `group_concat(good, '')`
      : `string_agg(newest.good, '' order by newest.finished_at desc, newest.id desc)`
  const statements = [
    `alter table pipeline add column success_objective ${real}`,
    `alter table pipeline add column freshness_objective ${real}`,
    `alter table pipeline add column objective_days integer not null default 28`,
    `alter table pipeline add column objective_last ${text} not null default ''`,
    `alter table pipeline add column objective_failed_at ${text} not null default ''`,
    `alter table pipeline add column lapsed_at ${text} not null default ''`,
    `alter table pipeline add column watched_from ${text} not null default ''`,
    `create table objective_count (
      pipeline_id ${text} not null,
      span_hours integer not null,
      bucket_at ${text} not null,
      succeeded integer not null,
      failed integer not null,
      stale_ms ${bigint} not null,
      primary key (pipeline_id, span_hours, bucket_at))`,
    summed(24, `substr(finished_at, 1, 10) || 'T00:00:00.000Z'`, COUNTED_DAYS),
    summed(1, `substr(finished_at, 1, 13) || ':00:00.000Z'`, HOURLY_DAYS),
    `update pipeline set objective_last = coalesce((select ${joined} from (${newest}) as newest), '')`,
    `update pipeline set objective_failed_at = coalesce((select max(finished_at) from execution
      where execution.pipeline_id = pipeline.id and ${COUNTS} and status <> 'success'), '')`,
    `update pipeline set watched_from = '${since(0)}'`,
    `create index pipeline_objective on pipeline (id)
      where archived_at is null and (success_objective is not null or freshness_objective is not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
