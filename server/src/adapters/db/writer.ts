import { sql, type Kysely, type Transaction } from 'kysely'

import type { LiveEvent } from '@flx/shared/live'

import type { AuditNote } from '../../domain/audit-log.ts'
import { AppError } from '../../domain/errors.ts'
import type { Clock, NewId } from '../../domain/ports.ts'
import { createNewId, systemClock } from '../system.ts'
import { insertNotes } from './audit-log.ts'
import { decidedUpTo } from './alert-decisions.ts'
import { createRetry } from './database-errors.ts'
import { toJson } from './json.ts'
import type { Database, Dialect } from './open-database.ts'
import type { Schema } from './schema.ts'
import { storageFailure } from './storage-failure.ts'

export type Trx = Transaction<Schema>
type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never
export type NewEvent = WithoutSeq<LiveEvent>
/** Adds an event to the transaction. */
export type Emit = (event: NewEvent) => void
/** Adds what a person did to the transaction; nothing when no person did it. */
export type Audit = (note: AuditNote | undefined) => void

/** Writes a change, its events and its audit entries as one transaction, and tells the listeners after the commit. */
export interface Writer {
  /** For reading outside of a transaction. Inside of one it would wait for itself for ever: use `trx`. */
  db: Kysely<Schema>
  dialect: Dialect
  /**
   * The work may be done several times; it awaits nothing but SQL. Throws AppError `unavailable` when the database
   * cannot be written: locked for long, read-only, or on a full disk.
   */
  change<T>(work: (trx: Trx, emit: Emit, audit: Audit) => Promise<T>): Promise<T>
  onAppend(listener: () => void): () => void
}

/** Any number that nothing else locks. */
const EVENT_LOCK = 7_301_441
/** PostgreSQL channel that tells of new events. */
export const EVENT_CHANNEL = 'flx_event'
/** Events are for pages that are open now; whoever is further behind loads anew. */
const KEPT_EVENTS = 100_000
const PRUNE_EVERY = 1000
/** Times as many as are kept may wait for alerts that nobody looks after. */
const MOST_WAITING = 10

export function createWriter(
  { db, dialect }: Database,
  {
    keptEvents = KEPT_EVENTS,
    pruneEvery = PRUNE_EVERY,
    clock = systemClock,
    newId = createNewId(clock),
    onStorageFailure = () => undefined,
  }: {
    keptEvents?: number
    pruneEvery?: number
    clock?: Clock
    newId?: NewId
    /** Hears why the database cannot be written, also while a transaction still waits for it. */
    onStorageFailure?: (message: string) => void
  } = {},
): Writer {
  const listeners = new Set<() => void>()
  const tellFailure = (error: unknown): string | undefined => {
    const message = storageFailure(error)
    if (message !== undefined) onStorageFailure(message)
    return message
  }
  const retryTransaction = createRetry(tellFailure)
  return {
    db,
    dialect,
    async change(work) {
      const { result, told } = await retryTransaction(() =>
        db.transaction().execute(async (trx) => {
          const events: NewEvent[] = []
          const notes: AuditNote[] = []
          const result = await work(
            trx,
            (event) => void events.push(event),
            (note) => void (note !== undefined && notes.push(note)),
          )
          if (notes.length > 0) await insertNotes(trx, notes, { clock, newId })
          // Last of all, so that nobody waits for a row while holding the lock on the log.
          if (events.length > 0) await append(trx, events)
          return { result, told: events.length > 0 }
        }),
      ).catch((error: unknown) => {
        const message = tellFailure(error)
        throw message === undefined ? error : new AppError('unavailable', message, { cause: error })
      })
      if (told) for (const listener of listeners) listener()
      return result
    },
    onAppend(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }

  async function append(trx: Trx, events: readonly NewEvent[]): Promise<void> {
    // One writer of events at a time makes the order of `seq` the order of commits; SQLite has only one anyway.
    if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${EVENT_LOCK})`.execute(trx)
    const at = clock.now().toISOString()
    for (const event of events) {
      const { seq } = await trx
        .insertInto('event')
        .values({ payload: toJson(event), at })
        .returning('seq')
        .executeTakeFirstOrThrow()
      if (seq % pruneEvery === 0) await prune(trx, seq)
    }
    if (dialect === 'postgres') await sql`select pg_notify(${EVENT_CHANNEL}, '')`.execute(trx)
  }

  /** Some of what is beyond the number to keep; what the alerts have not looked at waits for them, within limits. */
  async function prune(trx: Trx, seq: number): Promise<void> {
    const decided = (await decidedUpTo(trx)) ?? seq
    const upTo = Math.max(Math.min(seq - keptEvents, decided), seq - keptEvents * MOST_WAITING)
    const oldest = await trx.selectFrom('event').select('seq').orderBy('seq').limit(1).executeTakeFirst()
    await trx
      .deleteFrom('event')
      .where('seq', '<=', Math.min(upTo, (oldest?.seq ?? seq) + pruneEvery * 2))
      .execute()
  }
}
