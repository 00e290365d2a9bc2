import { sql, type Kysely, type Transaction } from 'kysely'

import type { LiveEvent } from '@flx/shared/live'

import { toJson } from './json.ts'
import type { Database, Dialect } from './open-database.ts'
import type { Schema } from './schema.ts'

export type Trx = Transaction<Schema>
type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never
export type NewEvent = WithoutSeq<LiveEvent>

/** Writes a change and its events as one transaction, and tells the listeners after the commit. */
export interface Writer {
  db: Kysely<Schema>
  dialect: Dialect
  /** `emit` belongs into the work; without a call of it nobody is told. */
  change<T>(work: (trx: Trx, emit: (event: NewEvent) => Promise<void>) => Promise<T>): Promise<T>
  onAppend(listener: () => void): () => void
}

/** Any number that nothing else locks. */
const EVENT_LOCK = 7_301_441

export function createWriter({ db, dialect }: Database): Writer {
  const listeners = new Set<() => void>()
  return {
    db,
    dialect,
    async change(work) {
      let emitted = false
      const result = await retryBusy(() => {
        emitted = false
        return db.transaction().execute((trx) =>
          work(trx, async (event) => {
            // One writer of events at a time makes the order of `seq` the order of commits.
            if (dialect === 'postgres' && !emitted) {
              await sql`select pg_advisory_xact_lock(${EVENT_LOCK})`.execute(trx)
            }
            emitted = true
            await trx
              .insertInto('event')
              .values({ payload: toJson(event) })
              .execute()
          }),
        )
      })
      if (emitted) for (const listener of listeners) listener()
      return result
    },
    onAppend(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const BUSY_ATTEMPTS = 5

/** Another process may hold SQLite's write lock past the busy timeout: the whole transaction is tried again. */
async function retryBusy<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!code.startsWith('SQLITE_BUSY') || attempt === BUSY_ATTEMPTS) throw error
    }
  }
}
