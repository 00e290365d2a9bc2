import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the data with which another server continues a bulk action, and the server that performs it. */
export async function bulkResumption(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table bulk add column resumption text`).execute(db)
  await sql.raw(`alter table bulk add column performer ${text}`).execute(db)
}
