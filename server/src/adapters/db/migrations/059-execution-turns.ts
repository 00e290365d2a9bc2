import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** The order in which waiting executions start. "" = it started before there was one. */
export async function executionTurns(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table execution add column priority ${text} not null default 'normal'`,
    `alter table execution add column turn_at ${text} not null default ''`,
    `update execution set turn_at = queued_at where status = 'pending'`,
    // The status leads, so that SQLite takes this index for it; `not_before` says who stands in the queue already.
    `create index execution_turn on execution (status, turn_at, id, not_before) where status = 'pending'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
