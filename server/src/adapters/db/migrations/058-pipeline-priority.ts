import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the priority with which executions of a pipeline wait. */
export async function pipelinePriority(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table pipeline add column priority ${text} not null default 'normal'`).execute(db)
}
