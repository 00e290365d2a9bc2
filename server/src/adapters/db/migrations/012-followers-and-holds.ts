import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds pipelines that follow others, a time limit for silence, and holds. */
export async function followersAndHolds(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table pipeline add column silence_timeout_seconds integer`,
    `alter table pipeline add column after_pipeline_id ${text}`,
    `create index pipeline_after on pipeline (after_pipeline_id) where after_pipeline_id is not null`,
    `alter table plugin add column max_concurrent integer`,
    // An empty plugin name applies to all executions.
    `create table hold (
      id ${text} primary key, plugin_name ${text} not null, reason text not null, until_at ${text},
      created_at ${text} not null, created_by ${text}, created_by_name text not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
