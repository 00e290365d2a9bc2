import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Gives each pipeline its own catalogue, with an age. Catalogues that pipelines with equal settings shared are
 * discovered again.
 */
export async function pipelineCatalogs(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `drop table catalog_cache`,
    `create table pipeline_catalog (
      pipeline_id ${text} primary key references pipeline (id) on delete cascade,
      source_key ${text} not null, catalog text not null, discovered_at ${text} not null)`,
    `alter table pipeline add column catalog_max_age_hours integer`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
