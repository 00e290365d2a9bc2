import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the exact packages installed for each plugin, the remedy of a failed installation, and the newest available
 * version.
 */
export async function pluginLocks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table plugin_lock (
      plugin_id ${text} primary key references plugin (id) on delete cascade,
      source ${text} not null, python ${text} not null, packages text not null, changes text,
      locked_at ${text} not null)`,
    `alter table plugin add column install_remedy text`,
    `alter table plugin add column newest_version text`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
