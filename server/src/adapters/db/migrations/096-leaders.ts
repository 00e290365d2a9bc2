import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the leader among several schedulers. */
export async function leaders(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const number = dialect === 'sqlite' ? 'integer' : 'bigint'
  const statements = [
    `create table leader (
      name ${text} primary key, term ${number} not null, until_ms ${number} not null, process_id ${text}, node ${text},
      since ${text})`,
    // Because of this index, a new term waits for the transactions of the previous one, and a renewal does not: see
    // `leadership.ts`.
    `create unique index leader_term on leader (name, term)`,
    `insert into leader (name, term, until_ms) values ('scheduler', 0, 0), ('project', 0, 0)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
