import { AppError, messageOf } from '../domain/errors.ts'
import type { EngineContext } from './engine-context.ts'

const RETRY_MS = 1000

/**
 * Writes what must not be lost, again and again while the database cannot be written. Rejects with other errors, and
 * when `abandon` is aborted.
 */
export async function untilStored<T>(
  context: Pick<EngineContext, 'log'>,
  abandon: AbortSignal,
  write: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'unavailable') || abandon.aborted) throw error
      context.log.warn({ error: messageOf(error) }, 'What must be kept could not be stored; trying again')
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
