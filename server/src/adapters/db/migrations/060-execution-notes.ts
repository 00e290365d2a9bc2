import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds notes on executions. Their number is stored with the execution, so that lists need not count. */
export async function executionNotes(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table execution_note (
      id ${text} primary key, execution_id ${text} not null references execution (id) on delete cascade,
      body text not null, by_id ${text} not null, by_name text not null, at ${text} not null, edited_at ${text})`,
    `create index execution_note_of on execution_note (execution_id, at, id)`,
    `alter table execution add column note_count integer not null default 0`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
