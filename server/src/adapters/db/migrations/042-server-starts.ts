import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the starts of servers, and the packages before the last installation of each plugin. */
export async function serverStarts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table server_start (id ${text} primary key, at ${text} not null, version text not null)`,
    `create index server_start_at on server_start (at)`,
    `create table plugin_rollback (
      plugin_id ${text} primary key references plugin (id) on delete cascade, version text not null,
      pip_url text not null, source ${text} not null, python ${text} not null, packages text not null,
      locked_at ${text} not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
