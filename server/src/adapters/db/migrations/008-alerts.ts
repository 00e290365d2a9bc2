import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds rules, channels, incidents and deliveries. The database enforces one open incident per rule and pipeline. */
export async function alerts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table alert_rule (
      id ${text} primary key, name text not null, condition text not null, threshold real, pipeline_ids text not null,
      tags text not null, channel_ids text not null, is_active integer not null, muted_until ${text},
      created_at ${text} not null, updated_at ${text} not null)`,
    `create table alert_channel (
      id ${text} primary key, name text not null, settings text not null, created_at ${text} not null,
      updated_at ${text} not null)`,
    `create table alert_incident (
      id ${text} primary key, rule_id ${text} not null, rule_name text not null, condition text not null,
      pipeline_id ${text} not null, pipeline_name text not null, execution_id ${text} not null, message text not null,
      opened_at ${text} not null, closed_at ${text})`,
    `create unique index alert_incident_open on alert_incident (rule_id, pipeline_id) where closed_at is null`,
    `create index alert_incident_opened on alert_incident (opened_at, id)`,
    `create index alert_incident_pipeline on alert_incident (pipeline_id, opened_at, id)`,
    `create table alert_delivery (
      id ${text} primary key, channel_id ${text} not null references alert_channel (id) on delete cascade,
      message text not null, status ${text} not null, attempts integer not null, created_at ${text} not null,
      next_attempt_at ${text}, settled_at ${text}, error text)`,
    `create index alert_delivery_created on alert_delivery (created_at, id)`,
    `create index alert_delivery_channel on alert_delivery (channel_id, created_at, id)`,
    `create index alert_delivery_due on alert_delivery (next_attempt_at) where status = 'pending'`,
    // For the executions that an ended one is compared with.
    `create index execution_pipeline_ended on execution (pipeline_id, finished_at, id) where finished_at is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
