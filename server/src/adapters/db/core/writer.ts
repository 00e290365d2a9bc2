import { randomUUID } from 'node:crypto'

import { sql, type Kysely, type Transaction } from 'kysely'

import type { AuditNote } from '../../../domain/access/audit-log.ts'
import { AppError } from '../../../domain/core/errors.ts'
import type { Clock, NewEvent, NewId } from '../../../domain/core/ports.ts'
import { retry, type FailedAttempt } from '../../../domain/core/retry.ts'
import { createNewId, steadyClock, systemClock } from '../../system/system.ts'
import { insertNotes } from '../access/audit-log.ts'
import { createRetry } from './database-errors.ts'
import { seenByAllFollowers } from './event-followers.ts'
import { toJson } from './rows/json.ts'
import type { Database, Dialect } from './open-database.ts'
import type { Schema } from './schema.ts'
import { isAway, storageFailure } from './storage-failure.ts'

export type Trx = Transaction<Schema>
/** Adds an event to the transaction. */
export type Emit = (event: NewEvent) => void
/** Adds what a person did to the transaction; nothing when no person did it. */
type Audit = (note: AuditNote | undefined) => void

/** Throws when this server may write no more. */
export type Fence = (trx: Trx) => Promise<void>

/** Adds to a transaction what its events are to bring about. */
export type Carry = (trx: Trx, events: readonly NewEvent[]) => Promise<void>

/** Writes a change, its events and its audit entries as one transaction, and calls the listeners after the commit. */
export interface Writer {
  /** For reading outside of a transaction. Inside of one it would wait for itself for ever: use `trx`. */
  db: Kysely<Schema>
  dialect: Dialect
  /**
   * The work may be done several times; it awaits nothing but SQL. Throws AppError `unavailable` when the database
   * cannot be written: locked for long, read-only, or on a full disk.
   */
  change<T>(work: (trx: Trx, emit: Emit, audit: Audit) => Promise<T>): Promise<T>
  /** Calls the listener after a commit with an event that `wakes` it, or with any. Returns the unsubscribe function. */
  onAppend(listener: () => void, wakes?: (event: NewEvent) => boolean): () => void
  /** Calls all listeners: another process has written, and its events are not known here. */
  wakeFollowers(): void
}

/** Any number that nothing else locks. */
const EVENT_LOCK = 7_301_441
/** PostgreSQL channel that announces new events. */
export const EVENT_CHANNEL = 'flx_event'
/** Events are for pages that are open now; a page that is further behind loads again. */
const KEPT_EVENTS = 100_000
const PRUNE_EVERY = 1000
const AGAIN_MS = 200
/** Times as many as are kept may wait for a follower that stands still. */
const MOST_WAITING = 10

export function createWriter(
  { db, dialect }: Database,
  {
    keptEvents = KEPT_EVENTS,
    pruneEvery = PRUNE_EVERY,
    clock = systemClock,
    newId = createNewId(clock),
    processId = randomUUID(),
    patience,
    fence,
    carry,
    onStorageFailure = () => undefined,
  }: {
    keptEvents?: number
    pruneEvery?: number
    clock?: Clock
    newId?: NewId
    /** By which a process knows its own signals. */
    processId?: string
    /** A transaction that broke because PostgreSQL went away is done again when it is back, until this is aborted. */
    patience?: AbortSignal | undefined
    /** Called at the beginning of each transaction; what it throws refuses the transaction. */
    fence?: Fence | undefined
    /** Adds the jobs that events stand for to their transaction. */
    carry?: Carry | undefined
    /** Hears why the database cannot be written, also while a transaction still waits for it. */
    onStorageFailure?: (message: string) => void
  } = {},
): Writer {
  const listeners = new Set<{ listener: () => void; wakes: (event: NewEvent) => boolean }>()
  const reportFailure = (error: unknown): string | undefined => {
    const message = storageFailure(error)
    if (message !== undefined) onStorageFailure(message)
    return message
  }
  const retryTransaction = createRetry(reportFailure)
  return {
    db,
    dialect,
    async change(work) {
      const { result, events } = await retryTransaction(() =>
        whole(async (trx) => {
          const events: NewEvent[] = []
          const notes: AuditNote[] = []
          await fence?.(trx)
          const result = await work(
            trx,
            (event) => void events.push(event),
            (note) => void (note !== undefined && notes.push(note)),
          )
          if (notes.length > 0) await insertNotes(trx, notes, { clock, newId })
          if (events.length > 0) await carry?.(trx, events)
          // Last of all, so that the lock on the log is held for the shortest time.
          if (events.length > 0) await append(trx, events)
          return { result, events }
        }),
      ).catch((error: unknown) => {
        const message = reportFailure(error)
        throw message === undefined ? error : new AppError('unavailable', message, { cause: error })
      })
      for (const { listener, wakes } of listeners) if (events.some(wakes)) listener()
      return result
    },
    wakeFollowers() {
      for (const { listener } of listeners) listener()
    },
    onAppend(listener, wakes = () => true) {
      const subscription = { listener, wakes }
      listeners.add(subscription)
      return () => void listeners.delete(subscription)
    },
  }

  /** One transaction, again while PostgreSQL is away. Its begin waits, see `patient-dialect.ts`. */
  function whole<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    const once = () => db.transaction().execute(work)
    if (patience === undefined) return once()
    const whileAway = { shouldRetry: ({ error }: FailedAttempt) => isAway(error), pauseMs: AGAIN_MS }
    return retry(steadyClock, { ...whileAway, signal: patience }, once)
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
    if (dialect === 'postgres') await sql`select pg_notify(${EVENT_CHANNEL}, ${processId})`.execute(trx)
  }

  /** Some of what is beyond the number to keep; what a follower has not seen waits for it, within limits. */
  async function prune(trx: Trx, seq: number): Promise<void> {
    const seen = (await seenByAllFollowers(trx)) ?? seq
    const upTo = Math.max(Math.min(seq - keptEvents, seen), seq - keptEvents * MOST_WAITING)
    const oldest = await trx.selectFrom('event').select('seq').orderBy('seq').limit(1).executeTakeFirst()
    await trx
      .deleteFrom('event')
      .where('seq', '<=', Math.min(upTo, (oldest?.seq ?? seq) + pruneEvery * 2))
      .execute()
  }
}
