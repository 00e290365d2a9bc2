import { sql, type RawBuilder } from 'kysely'

import type { Database, Dialect } from './open-database.ts'

/**
 * Builds the SQL for the database's current time, or `secondsAgo` before it, in the stored format. On SQLite this is
 * the machine's clock.
 */
export function databaseTime(dialect: Dialect, secondsAgo = 0): RawBuilder<string> {
  return dialect === 'sqlite'
    ? sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`-${secondsAgo} seconds`})`
    : sql<string>`to_char((clock_timestamp() - make_interval(secs => ${secondsAgo})) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** Reads the current time from the database. */
export async function readDatabaseTime({ db, dialect }: Pick<Database, 'db' | 'dialect'>): Promise<Date> {
  const { at } = await db.selectNoFrom(databaseTime(dialect).as('at')).executeTakeFirstOrThrow()
  return new Date(at)
}
