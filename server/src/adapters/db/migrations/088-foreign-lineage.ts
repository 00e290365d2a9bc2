import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds jobs of other tools with their last runs, and the datasets that only those tools reported. */
export async function foreignLineage(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table dataset add column tool ${text}`,
    `create index dataset_foreign on dataset (changed_at, id) where tool is not null`,
    `create table foreign_job (
      id ${text} primary key, tool ${text} not null, namespace ${text} not null, name ${text} not null,
      parent ${text}, run_id ${text}, status ${text}, error ${text}, started_at ${text}, event_at ${text},
      succeeded_at ${text}, hash ${text} not null, search_text ${text} not null, first_seen_at ${text} not null,
      seen_at ${text} not null)`,
    `create index foreign_job_seen on foreign_job (seen_at, id)`,
    `create table foreign_run (
      job_id ${text} not null references foreign_job (id) on delete cascade, run_id ${text} not null,
      began_at ${text} not null, last_at ${text} not null, status ${text}, error ${text}, moves integer not null,
      moved ${text} not null, primary key (job_id, run_id))`,
    `create index foreign_run_last on foreign_run (job_id, last_at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
