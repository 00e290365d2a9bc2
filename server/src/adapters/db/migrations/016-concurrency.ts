import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the outcomes that are tried again, links from attempts to their first, and start windows. */
export async function concurrency(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table pipeline add column retry_on text not null default '["errored","timed-out","interrupted"]'`,
    `alter table pipeline add column start_window_seconds integer not null default 0`,
    // Null = it is the first attempt.
    `alter table execution add column first_execution_id ${text}`,
    `update execution set first_execution_id = (
      with recursive earlier (id, retry_of) as (
        select before.id, before.retry_of from execution before where before.id = execution.retry_of
        union all
        select before.id, before.retry_of from execution before join earlier on before.id = earlier.retry_of)
      select id from earlier where retry_of is null)
      where retry_of is not null`,
    `create index execution_attempts on execution (first_execution_id, queued_at) where first_execution_id is not null`,
    // For the next pending execution to become due.
    `create index execution_not_before on execution (status, not_before) where not_before is not null`,
    `create index plugin_limited on plugin (name, max_concurrent) where max_concurrent is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
