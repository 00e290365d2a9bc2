import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the environments that every worker should have, those that each one has, and the machines of the workers. */
export async function environments(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const whole = dialect === 'sqlite' ? 'integer' : 'bigint'
  const statements = [
    `alter table plugin_lock add column pip_url text`,
    `alter table plugin_lock add column wanted_python text`,
    `alter table plugin_lock add column executable text`,
    `alter table plugin_lock add column platform text`,
    `alter table plugin_lock add column fingerprint ${text}`,
    `alter table plugin_lock add column wanted integer not null default 1`,
    `create table plugin_environment (
      node ${text} not null, plugin_id ${text} not null references plugin (id) on delete cascade,
      fingerprint ${text} not null, state ${text} not null, error text, size_bytes ${whole},
      changed_at ${text} not null, primary key (node, plugin_id))`,
    `create index plugin_environment_plugin on plugin_environment (plugin_id)`,
    `create table worker_host (
      node ${text} primary key, platform text not null, python text not null, files text not null,
      seen_at ${text} not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
