import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds API tokens, which every request looks up by their hash. */
export async function peopleAndTokens(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table api_token (
      id ${text} primary key, name text not null, role text not null, hint text not null, hash ${text} not null unique,
      owner_id ${text} not null, created_at ${text} not null, expires_at ${text}, last_used_at ${text})`,
    `create index api_token_owner on api_token (owner_id, created_at, id)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
