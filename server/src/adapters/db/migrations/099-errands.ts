import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the work that nodes that serve pages ask workers to do, and which node installs a plugin. */
export async function errands(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table errand (
      id ${text} primary key, kind ${text} not null, subject ${text} not null, request text not null,
      status ${text} not null, node ${text}, token ${text}, lease_expires_at ${text},
      cancelled integer not null, answer text, asked_at ${text} not null)`,
    `create index errand_pending on errand (status, asked_at)`,
    `alter table plugin add column install_node ${text}`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
