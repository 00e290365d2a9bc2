import { retry } from '../../../domain/core/retry.ts'
import { steadyClock } from '../../system/system.ts'

/** SQLite: another connection holds the write lock. PostgreSQL: a deadlock or a serialization failure. */
const CONTENTION = /^(SQLITE_BUSY|40P01$|40001$)/
const MAX_WAIT_MS = 15_000
/** A longer wait is reported. */
const LONG_MS = 2000
const MAX_PAUSE_MS = 100

/** Repeats a whole transaction that the database aborted in favour of another one. */
export type RetryTransaction = <T>(transaction: () => Promise<T>) => Promise<T>

/**
 * Creates a retry that lets other work of this process continue between two attempts: the other transaction might be
 * its own. Refused transactions are repeated one after the other, so that a database that another program holds does
 * not keep this process busy. `onLongWait` receives the error of a transaction that has waited for more than two
 * seconds.
 */
export function createRetry(onLongWait: (error: unknown) => void = () => undefined): RetryTransaction {
  let queue: Promise<unknown> = Promise.resolve()

  return async (transaction) => {
    const began = performance.now()
    const waited = (): number => performance.now() - began
    try {
      return await transaction()
    } catch (error) {
      if (!isContention(error)) throw error
    }
    const turn = queue.then(() =>
      retry(
        steadyClock,
        {
          shouldRetry: ({ error }) => isContention(error) && waited() <= MAX_WAIT_MS,
          pauseMs: ({ attempt }) => Math.random() * Math.min(MAX_PAUSE_MS, 2 ** (attempt - 1)),
          onRetry({ error }) {
            if (waited() > LONG_MS) onLongWait(error)
          },
        },
        transaction,
      ),
    )
    queue = turn.catch(() => undefined)
    return turn
  }
}

const isContention = (error: unknown): boolean => CONTENTION.test(codeOf(error))

/**
 * Returns the constraint that a statement violated: its name on PostgreSQL, the columns on SQLite. Undefined for other
 * errors.
 */
export function violatedUniqueConstraint(error: unknown): string | undefined {
  const code = codeOf(error)
  if (code === '23505') return String((error as { constraint?: unknown }).constraint)
  return /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(code) ? (error as Error).message : undefined
}

/** Returns the code of an error of the database or the operating system, empty for others. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
