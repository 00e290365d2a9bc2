/** SQLite: another connection holds the write lock. PostgreSQL: a deadlock or a serialization failure. */
const AGAIN = /^(SQLITE_BUSY|40P01$|40001$)/
const PATIENCE_MS = 15_000
/** Whoever waits longer than this says so. */
const LONG_MS = 2000
const LONGEST_PAUSE_MS = 100

/** Does a whole transaction again when the database gave it up for the sake of another one. */
export type RetryTransaction = <T>(transaction: () => Promise<T>) => Promise<T>

/**
 * Between two attempts other work of this process goes on: the other one may be its own. Those that were turned away
 * try again one after the other, so that a database that another program holds does not keep this process busy with
 * trying. `onLongWait` hears the error of one that has waited for seconds.
 */
export function createRetry(onLongWait: (error: unknown) => void = () => undefined): RetryTransaction {
  let line: Promise<unknown> = Promise.resolve()

  async function persist<T>(transaction: () => Promise<T>, began: number): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await transaction()
      } catch (error) {
        const waited = performance.now() - began
        if (!AGAIN.test(codeOf(error)) || waited > PATIENCE_MS) throw error
        if (waited > LONG_MS) onLongWait(error)
      }
      const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** attempt)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  return async (transaction) => {
    const began = performance.now()
    try {
      return await transaction()
    } catch (error) {
      if (!AGAIN.test(codeOf(error))) throw error
    }
    const turn = line.then(() => persist(transaction, began))
    line = turn.catch(() => undefined)
    return turn
  }
}

/** Which constraint a statement broke: its name on PostgreSQL, the columns on SQLite. Undefined for other errors. */
export function brokenUniqueness(error: unknown): string | undefined {
  const code = codeOf(error)
  if (code === '23505') return String((error as { constraint?: unknown }).constraint)
  return code.startsWith('SQLITE_CONSTRAINT_UNIQUE') ? (error as Error).message : undefined
}

/** The code of a database's or the operating system's error, empty for others. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
