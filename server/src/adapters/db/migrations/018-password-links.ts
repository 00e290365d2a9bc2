import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the links with which users set a password: one per user, found by its hash. */
export async function passwordLinks(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table password_link (user_id ${text} primary key, hash ${text} not null unique,
        created_at ${text} not null, expires_at ${text} not null)`,
    )
    .execute(db)
}
