import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the API token that created a link to set a password: the link ends with the token. */
export async function linksByTokens(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table password_link add column token_id ${text}`).execute(db)
}
