import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the number of warnings and errors of a log. No row = none, or the log is older than the counts. */
export async function logLevelCounts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table log_level_count (
        execution_id ${text} primary key references execution (id) on delete cascade,
        warnings integer not null, errors integer not null)`,
    )
    .execute(db)
}
