import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the time at which the newest version of a plugin was last looked up: once a day, by one of several servers. */
export async function newestVersions(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table plugin_newest (
        plugin_id ${text} primary key references plugin (id) on delete cascade, asked_at ${text} not null)`,
    )
    .execute(db)
}
