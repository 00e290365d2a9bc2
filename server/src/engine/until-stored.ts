import { AppError, messageOf } from '../domain/core/errors.ts'
import { retry } from '../domain/core/retry.ts'
import type { EngineContext } from './engine-context.ts'

const RETRY_MS = 1000

/**
 * Repeats a write that must not be lost while the database cannot be written. Rejects on any other error, and when `abandon` is
 * aborted.
 */
export const untilStored = <T>(
  { clock, log }: Pick<EngineContext, 'clock' | 'log'>,
  abandon: AbortSignal,
  write: () => Promise<T>,
): Promise<T> =>
  retry(
    clock,
    {
      shouldRetry: ({ error }) => error instanceof AppError && error.code === 'unavailable',
      pauseMs: RETRY_MS,
      onRetry: ({ error }) =>
        log.warn(
          { error: messageOf(error) },
          'The state or the end of an execution was not stored; retrying',
        ),
      signal: abandon,
    },
    write,
  )
