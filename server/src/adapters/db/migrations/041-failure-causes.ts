import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds causes of failures, the pipelines that they affect, and how often they occurred each day. */
export async function failureCauses(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table failure_cause (
      id ${text} primary key, plugin ${text} not null, version text not null, step ${text} not null,
      title text not null, quote text not null, search_text text not null, urgency integer not null,
      failures integer not null, affected integer not null, failing integer not null,
      first_seen_at ${text} not null, opened_at ${text} not null, last_seen_at ${text} not null,
      recovered_at ${text}, recovered_attempt integer, newest_execution_id ${text} not null,
      assignee_id ${text}, assignee_name text)`,
    `create index failure_cause_affected on failure_cause (urgency, affected, last_seen_at, id)`,
    `create index failure_cause_last_seen on failure_cause (urgency, last_seen_at, id)`,
    `create index failure_cause_first_seen on failure_cause (urgency, first_seen_at, id)`,
    `create index failure_cause_failures on failure_cause (urgency, failures, last_seen_at, id)`,
    `create index failure_cause_plugin on failure_cause (plugin)`,
    `create table failure_cause_pipeline (
      cause_id ${text} not null references failure_cause (id) on delete cascade, pipeline_id ${text} not null,
      execution_id ${text} not null, failures integer not null, last_seen_at ${text} not null, recovered_at ${text},
      primary key (cause_id, pipeline_id))`,
    `create index failure_cause_pipeline_seen on failure_cause_pipeline (cause_id, last_seen_at, pipeline_id)`,
    `create index failure_cause_pipeline_of on failure_cause_pipeline (pipeline_id, cause_id)`,
    `create index failure_cause_pipeline_failing on failure_cause_pipeline (pipeline_id) where recovered_at is null`,
    `create table failure_cause_day (
      cause_id ${text} not null references failure_cause (id) on delete cascade, day ${text} not null,
      failures integer not null, primary key (cause_id, day))`,
    `alter table execution add column cause_id ${text}`,
    `create index execution_cause on execution (cause_id, queued_at, id) where cause_id is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
