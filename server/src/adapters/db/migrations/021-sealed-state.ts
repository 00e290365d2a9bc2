import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** A bookmark in which a secret was found: `value` has it masked, this has it whole, sealed. */
export async function sealedState(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table pipeline_state add column sealed ${text}`).execute(db)
}
