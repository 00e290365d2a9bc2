import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the reason why the state of a project's Meltano was not taken over. */
export async function projectStates(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table project add column states_problem ${text}`).execute(db)
}
