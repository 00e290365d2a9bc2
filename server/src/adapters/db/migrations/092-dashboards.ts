import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the dashboards that users make. */
export async function dashboards(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table dashboard (
      id ${text} primary key, name ${text} not null, name_key ${text} not null, sharing ${text} not null,
      widgets ${text} not null, owner_id ${text} not null, owner_name ${text} not null, version integer not null,
      created_at ${text} not null, updated_at ${text} not null)`,
    `create index dashboard_owner on dashboard (owner_id, name_key, id)`,
    `create index dashboard_shared on dashboard (name_key, id) where sharing <> 'private'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
