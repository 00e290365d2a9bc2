import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds datasets, the flows of data between them with their history, and the lineage that each pipeline reported last.
 */
export async function lineage(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table dataset (
      id ${text} primary key, kind ${text} not null, namespace text not null, name text not null, dbt text,
      columns text not null, column_count integer not null, search_text text not null,
      first_seen_at ${text} not null, changed_at ${text} not null)`,
    `create index dataset_changed on dataset (changed_at, id)`,
    `create table dataset_flow (
      id ${text} primary key, from_id ${text} not null references dataset (id) on delete cascade,
      to_id ${text} not null references dataset (id) on delete cascade, pipeline_id ${text} not null,
      step ${text} not null, certainty ${text} not null, same_names integer not null, columns text not null,
      execution_id ${text} not null, since ${text} not null, until ${text})`,
    `create index dataset_flow_from on dataset_flow (from_id, since)`,
    `create index dataset_flow_to on dataset_flow (to_id, since)`,
    `create index dataset_flow_pipeline on dataset_flow (pipeline_id, since)`,
    `create table pipeline_lineage (
      pipeline_id ${text} primary key, hash ${text} not null, execution_id ${text} not null, seen_at ${text} not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
