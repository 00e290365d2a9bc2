import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds late schedules, comments on failures, and retention. */
export async function operations(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const big = dialect === 'sqlite' ? 'integer' : 'bigint'
  const statements = [
    `alter table alert_rule add column tell_recovery integer not null default 1`,
    // For retention: an execution with an open incident is kept.
    `create index alert_incident_execution on alert_incident (execution_id)`,
    `create index alert_delivery_status on alert_delivery (status)`,
    `create index alert_incident_closed on alert_incident (closed_at, id) where closed_at is not null`,
    `create index tick_recorded on tick (recorded_at, pipeline_id, due_at)`,
    // The subject is an execution, or an incident without one.
    `create table acknowledgement (
      subject_id ${text} primary key, by_id ${text}, by_name text not null, at ${text} not null)`,
    `create table failure_comment (
      id ${text} primary key, subject_id ${text} not null, body text not null, by_id ${text},
      by_name text not null, at ${text} not null)`,
    `create index failure_comment_subject on failure_comment (subject_id, at, id)`,
    `alter table event add column at ${text} not null default ''`,
    // Executions that are in the sums but no longer kept: recounting must leave such rows alone.
    `alter table execution_bucket add column removed integer not null default 0`,
    // Lines in the middle of a long log that are not kept.
    `create table log_gap (
      execution_id ${text} primary key references execution (id) on delete cascade, first_line ${big} not null,
      last_line ${big} not null, bytes ${big} not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
