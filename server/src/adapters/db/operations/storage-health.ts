import { sql } from 'kysely'

import type { StorageProblem } from '@flx/shared/live/live'

import type { Clock } from '../../../domain/core/ports.ts'
import type { StorageHealth } from '../../../domain/operations/storage-health.ts'
import type { Database } from '../core/open-database.ts'
import { storageFailure } from '../core/storage-failure.ts'

/** `StorageHealth` for readers; writers report failures with `failed`. */
export interface WatchedStorage extends StorageHealth, Disposable {
  failed(message: string): void
}

/** During a problem, a write is tried this often, to notice its end. */
const CHECK_INTERVAL_MS = 2000
/** Without a problem, a write is tried once in this many rounds, so that an idle server notices as well. */
const ROUNDS_PER_CHECK = 10

/**
 * Creates a `WatchedStorage`. Only an attempted write clears a problem: a transaction that changes nothing would
 * succeed on a full disk, too. `otherProblem` gives the reason if executions cannot start although the database can be
 * written.
 */
export function createStorageHealth(
  { db, dialect }: Database,
  clock: Clock,
  otherProblem: () => string | null = () => null,
): WatchedStorage {
  const listeners = new Set<(problem: StorageProblem | null) => void>()
  let problem: StorageProblem | null = null
  let checking: Promise<StorageProblem | null> | undefined
  let rounds = 0

  const set = (message: string | null): void => {
    if (message === (problem?.message ?? null)) return
    problem = message === null ? null : { since: problem?.since ?? clock.now().toISOString(), message }
    for (const listener of listeners) listener(problem)
  }

  const tryWrite = async (): Promise<StorageProblem | null> => {
    try {
      // Writes a page of the file and changes nothing.
      const write = dialect === 'sqlite' ? sql`pragma user_version = 0` : sql`select pg_current_xact_id()`
      await db.transaction().execute((trx) => write.execute(trx))
      set(otherProblem())
    } catch (error) {
      const message = storageFailure(error)
      if (message === undefined) throw error
      set(message)
    }
    return problem
  }

  const check = (): Promise<StorageProblem | null> =>
    (checking ??= tryWrite().finally(() => (checking = undefined)))

  const timer = setInterval(() => {
    rounds += 1
    if (problem !== null || rounds % ROUNDS_PER_CHECK === 0) void check().catch(() => undefined)
  }, CHECK_INTERVAL_MS).unref()

  return {
    problem: () => problem,
    failed: (message) => set(message),
    check,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
