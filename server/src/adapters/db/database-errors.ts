/** SQLite: another connection holds the write lock. PostgreSQL: a deadlock or a serialization failure. */
const AGAIN = /^(SQLITE_BUSY|40P01$|40001$)/
const PATIENCE_MS = 10_000

/**
 * Does a whole transaction again when the database gave it up for the sake of another one. Between two attempts other
 * work of this process goes on: the other one may be its own.
 */
export async function retryTransaction<T>(transaction: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS
  for (let attempt = 0; ; attempt++) {
    try {
      return await transaction()
    } catch (error) {
      if (!AGAIN.test(codeOf(error)) || performance.now() > until) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(100, 2 ** attempt)))
  }
}

/** Which constraint a statement broke: its name on PostgreSQL, the columns on SQLite. Undefined for other errors. */
export function brokenUniqueness(error: unknown): string | undefined {
  const code = codeOf(error)
  if (code === '23505') return String((error as { constraint?: unknown }).constraint)
  return code.startsWith('SQLITE_CONSTRAINT_UNIQUE') ? (error as Error).message : undefined
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
