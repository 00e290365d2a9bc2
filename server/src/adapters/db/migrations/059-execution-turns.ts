import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the order in which waiting executions start. "" = it started before this column existed. */
export async function executionTurns(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table execution add column priority ${text} not null default 'normal'`,
    `alter table execution add column turn_at ${text} not null default ''`,
    `update execution set turn_at = queued_at where status = 'pending'`,
    // The status comes first, so that SQLite chooses this index; `not_before` shows which executions are already due.
    `create index execution_turn on execution (status, turn_at, id, not_before) where status = 'pending'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
