import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the positions in the event log, one per follower. */
export async function eventFollowers(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const [text, big] = dialect === 'sqlite' ? ['text', 'integer'] : ['text collate "C"', 'bigint']
  const statements = [
    `create table event_follower (name ${text} primary key, seq ${big} not null)`,
    `insert into event_follower (name, seq)
      select 'alerts', cast(value as ${big}) from meta where name = 'alert-position'`,
    `delete from meta where name = 'alert-position'`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
