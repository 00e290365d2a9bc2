import { randomUUID } from 'node:crypto'

import { sql, type Kysely, type Transaction } from 'kysely'

import type { AuditNote } from '../../../domain/access/audit-log.ts'
import { AppError } from '../../../domain/core/errors.ts'
import type { Clock, NewEvent, NewId, Wakes } from '../../../domain/core/ports.ts'
import { createNewId, systemClock } from '../../system/system.ts'
import { insertNotes } from '../access/audit-log.ts'
import { createRetry } from './database-errors.ts'
import { seenByAllFollowers } from './event-followers.ts'
import { toStoredEvent } from './rows/stored-event.ts'
import type { Database, Dialect } from './open-database.ts'
import { runTransaction, UnansweredCommit } from './run-transaction.ts'
import type { Schema } from './schema.ts'
import { storageFailure } from './storage-failure.ts'

export type Trx = Transaction<Schema>
/** Adds an event to the transaction. */
export type Emit = (event: NewEvent) => void
/** Adds an audit entry to the transaction; nothing if the change was not made by a user. */
type Audit = (note: AuditNote | undefined) => void

/** Throws if this server must no longer write. */
export type Fence = (trx: Trx) => Promise<void>

/** Adds to a transaction the jobs that follow from its events. */
export type AddJobs = (trx: Trx, events: readonly NewEvent[]) => Promise<void>

/** Writes a change, its events and its audit entries as one transaction, and calls the listeners after the commit. */
export interface Writer {
  /** For reading outside a transaction. Inside one it would wait for itself forever: use `trx`. */
  db: Kysely<Schema>
  dialect: Dialect
  /**
   * Runs `work` in a transaction, several times if need be; it must await nothing but SQL. Throws AppError
   * `unavailable` if the database cannot be written: locked for long, read-only, on a full disk, or unreachable; the message
   * says so if the change may have been saved.
   */
  change<T>(work: (trx: Trx, emit: Emit, audit: Audit) => Promise<T>): Promise<T>
  /** Calls the listener after each commit with an event that wakes it, by default any. Returns the unsubscribe function. */
  onAppend(listener: () => void, wakes?: Wakes): () => void
  /**
   * Calls the listeners that events of another process can wake. `types`: those of the events, separated by commas, as in
   * the notification; empty: unknown.
   */
  wakeFollowers(types: string): void
}

/** Identifies the advisory lock; any number that nothing else locks. */
const EVENT_LOCK = 7_301_441
/** PostgreSQL channel that announces new events: the process that wrote them, and their types. */
export const EVENT_CHANNEL = 'flx_event'
/** Events are for pages that are open now; a page that is further behind reloads. */
const KEPT_EVENTS = 100_000
const PRUNE_EVERY = 1000
/** For a follower that stands still, up to this multiple of the kept events is retained. */
const MAX_BACKLOG_FACTOR = 10

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
    addJobs,
    onStorageFailure = () => undefined,
  }: {
    keptEvents?: number
    pruneEvery?: number
    clock?: Clock
    newId?: NewId
    /** Distinguishes this process's notifications from those of others. */
    processId?: string
    /** Until it is aborted, a transaction that fails because PostgreSQL is away is repeated once it is back. */
    patience?: AbortSignal | undefined
    /** Called at the start of each transaction; throws to refuse it. */
    fence?: Fence | undefined
    /** Adds the jobs that follow from its events to a transaction. */
    addJobs?: AddJobs | undefined
    /** Receives the reason why the database cannot be written, also while a transaction still waits for it. */
    onStorageFailure?: (message: string) => void
  } = {},
): Writer {
  const listeners = new Set<{ listener: () => void; wakes: Wakes | undefined }>()
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
        runTransaction(db, patience, async (trx) => {
          const events: NewEvent[] = []
          const notes: AuditNote[] = []
          await fence?.(trx)
          const result = await work(
            trx,
            (event) => void events.push(event),
            (note) => void (note !== undefined && notes.push(note)),
          )
          if (notes.length > 0) await insertNotes(trx, notes, { clock, newId })
          if (events.length > 0) await addJobs?.(trx, events)
          // Last, so that the lock on the log is held as briefly as possible.
          const id = events.length > 0 ? await append(trx, events) : undefined
          return { id, result, events }
        }),
      ).catch((error: unknown) => {
        if (error instanceof UnansweredCommit) {
          reportFailure(error.cause)
          callListeners(error.events)
          throw new AppError('unavailable', error.message, { cause: error.cause })
        }
        const message = reportFailure(error)
        throw message === undefined ? error : new AppError('unavailable', message, { cause: error })
      })
      callListeners(events)
      return result
    },
    wakeFollowers(types) {
      const written = types === '' ? undefined : new Set(types.split(','))
      for (const { listener, wakes } of listeners) {
        const types = typesOf(wakes)
        if (written === undefined || types === undefined || types.some((type) => written.has(type)))
          listener()
      }
    },
    onAppend(listener, wakes) {
      const subscription = { listener, wakes }
      listeners.add(subscription)
      return () => void listeners.delete(subscription)
    },
  }

  function callListeners(events: readonly NewEvent[]): void {
    for (const { listener, wakes } of listeners) {
      if (events.some((event) => isWokenBy(wakes, event))) listener()
    }
  }

  /** Returns the ID of the transaction on PostgreSQL. */
  async function append(trx: Trx, events: readonly NewEvent[]): Promise<string | undefined> {
    // With one writer of events at a time, the order of `seq` is the order of commits; SQLite has only one anyway.
    const { rows } =
      dialect === 'postgres'
        ? await sql<{ id: string }>`select pg_current_xact_id()::text as id
            from pg_advisory_xact_lock(${EVENT_LOCK})`.execute(trx)
        : { rows: [] }
    const at = clock.now().toISOString()
    for (const event of events) {
      const { seq } = await trx
        .insertInto('event')
        .values({ payload: toStoredEvent(event), at })
        .returning('seq')
        .executeTakeFirstOrThrow()
      if (seq % pruneEvery === 0) await prune(trx, seq)
    }
    if (dialect === 'postgres') {
      const types = [...new Set(events.map(({ type }) => type))].join(',')
      await sql`select pg_notify(${EVENT_CHANNEL}, ${`${processId} ${types}`})`.execute(trx)
    }
    return rows[0]?.id
  }

  /**
   * Deletes some of the events beyond the number to keep. Events that a follower has not seen are kept, within limits.
   */
  async function prune(trx: Trx, seq: number): Promise<void> {
    const seen = (await seenByAllFollowers(trx)) ?? seq
    const upTo = Math.max(Math.min(seq - keptEvents, seen), seq - keptEvents * MAX_BACKLOG_FACTOR)
    const oldest = await trx.selectFrom('event').select('seq').orderBy('seq').limit(1).executeTakeFirst()
    await trx
      .deleteFrom('event')
      .where('seq', '<=', Math.min(upTo, (oldest?.seq ?? seq) + pruneEvery * 2))
      .execute()
  }
}

/** Returns the types of the events that can wake a listener; undefined for all. */
const typesOf = (wakes: Wakes | undefined): readonly NewEvent['type'][] | undefined =>
  wakes !== undefined && 'types' in wakes ? wakes.types : wakes

const isWokenBy = (wakes: Wakes | undefined, event: NewEvent): boolean =>
  (typesOf(wakes)?.includes(event.type) ?? true) &&
  (wakes === undefined || !('only' in wakes) || wakes.only(event))
