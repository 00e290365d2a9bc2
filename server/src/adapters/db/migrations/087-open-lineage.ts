import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the connection to a receiver of run events, the events that wait for it, and how far executions were reported.
 */
export async function openLineage(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table dataset_flow add column stream text`,
    `create table open_lineage (
      id ${text} primary key, settings text not null, last_sent_at ${text}, failing_since ${text}, last_error text,
      paused_until ${text}, failures integer not null, missed_at ${text})`,
    `create table open_lineage_event (
      id ${text} primary key, execution_id ${text} not null, place integer not null, type ${text} not null,
      pipeline_id ${text} not null, pipeline_name text not null, status ${text} not null,
      attempts integer not null, error text, payload text not null, created_at ${text} not null,
      next_attempt_at ${text})`,
    `create index open_lineage_event_due on open_lineage_event (status, next_attempt_at)`,
    `create index open_lineage_event_run on open_lineage_event (execution_id, place)`,
    `create index open_lineage_event_created on open_lineage_event (created_at, id)`,
    `create table open_lineage_run (
      execution_id ${text} primary key, place integer not null, told_at ${text} not null)`,
    `create index open_lineage_run_told on open_lineage_run (told_at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
