import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the sealed state: if a secret was found in a state, `value` has it masked, and this column holds the whole
 * state.
 */
export async function sealedState(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table pipeline_state add column sealed ${text}`).execute(db)
}
