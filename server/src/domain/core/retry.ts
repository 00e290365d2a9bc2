import type { Clock } from './ports.ts'

/** An attempt that failed. */
export interface FailedAttempt {
  error: unknown
  /** Counts from 1. */
  attempt: number
  /** Milliseconds since the first attempt started. */
  elapsedMs: number
}

export interface RetryPolicy {
  /** Whether to try again; if not, the attempt's error is thrown. */
  shouldRetry: (failed: FailedAttempt) => boolean
  /** Pause before the next attempt. */
  pauseMs: number | ((failed: FailedAttempt) => number)
  /** Called before each pause. */
  onRetry?: (failed: FailedAttempt) => void
  /** Once aborted, no further attempt is made and a pause ends at once. */
  signal?: AbortSignal
}

/** Repeats failing work according to the policy. Rejects with the error of the last attempt. */
export async function retry<T>(clock: Clock, policy: RetryPolicy, work: () => Promise<T>): Promise<T> {
  const { shouldRetry, pauseMs, onRetry, signal } = policy
  const began = clock.now().getTime()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const failed = { error, attempt, elapsedMs: clock.now().getTime() - began }
      if (signal?.aborted === true || !shouldRetry(failed)) throw error
      onRetry?.(failed)
      const ended = await pause(typeof pauseMs === 'number' ? pauseMs : pauseMs(failed), signal)
      if (ended === 'aborted') throw error
    }
  }
}

/** Resolves after `ms`, or as soon as the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<'over' | 'aborted'> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve(signal?.aborted === true ? 'aborted' : 'over')
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
