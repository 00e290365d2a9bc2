import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds deleted dashboards, for the time in which they can be restored. */
export async function deletedDashboards(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table deleted_dashboard (
      id ${text} primary key, name ${text} not null, name_key ${text} not null, sharing ${text} not null,
      widgets ${text} not null, owner_id ${text} not null, owner_name ${text} not null, version integer not null,
      created_at ${text} not null, updated_at ${text} not null, deleted_at ${text} not null)`,
    `create index deleted_dashboard_age on deleted_dashboard (deleted_at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
