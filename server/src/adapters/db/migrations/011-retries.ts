import { sql, type Kysely } from 'kysely'

/** Adds the number and the delay of automatic attempts. */
export async function retries(db: Kysely<unknown>): Promise<void> {
  for (const column of [
    'retry_attempts integer not null default 0',
    'retry_delay_seconds integer not null default 60',
  ])
    await sql.raw(`alter table pipeline add column ${column}`).execute(db)
}
