import { sql, type Kysely } from 'kysely'

/** Runs `work` while no other process, nor another call, sets up the first administrator. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>

/** Any number that nothing else in the database locks. */
const LOCK = 7_301_444

/**
 * One at a time. In one process a queue does it, and on SQLite there is only one process per data folder; on PostgreSQL
 * other servers are held off by an advisory lock, on a connection of its own because the work uses others.
 */
export function exclusively<Schema>(db: Kysely<Schema>, dialect: 'sqlite' | 'postgres'): Exclusively {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(() => (dialect === 'sqlite' ? work() : underLock(db, work)))
    last = turn.catch(() => undefined)
    return turn
  }
}

function underLock<Schema, T>(db: Kysely<Schema>, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection)
    }
  })
}
