import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the runner of a pipeline, if it is not the built-in one: sealed, because its variables can be secrets. */
export async function pipelineRunner(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table pipeline add column runner ${text}`).execute(db)
}
