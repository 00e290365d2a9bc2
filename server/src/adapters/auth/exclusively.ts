import { sql, type Kysely } from 'kysely'

/** Runs `work` while no other process and no other call does the same. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>

/** Identifies the advisory lock; any number that nothing else in the database locks. */
const LOCK = 7_301_444

/**
 * Creates a function that runs work one at a time. Within one process a queue does it, and on SQLite there is only one
 * process per data folder. On PostgreSQL an advisory lock keeps other servers out, on a separate connection because the
 * work uses others.
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
