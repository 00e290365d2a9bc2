import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** What performs a pipeline, where it is not our own runner: sealed, as its variables may be secrets. */
export async function pipelineRunner(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table pipeline add column runner ${text}`).execute(db)
}
