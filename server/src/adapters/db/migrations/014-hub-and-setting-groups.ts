import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds responses of the hub, and the groups of settings that a plugin needs together. */
export async function hubAndSettingGroups(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table plugin add column setting_groups text not null default '[]'`,
    `create table hub_document (url ${text} primary key, body text not null, fetched_at ${text} not null)`,
    `create index hub_document_fetched on hub_document (fetched_at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
