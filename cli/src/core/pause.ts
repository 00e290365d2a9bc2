import { setTimeout as wait } from 'node:timers/promises'

import { ApiFailure } from '../api/client.ts'

/** Waits; ends early on abort. Never rejects. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)

const MAX_PAUSE_MS = 5000

/** Returns whether a request might succeed later: the server is away, busy, or starting. */
export const isPassing = (error: unknown): error is ApiFailure =>
  error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status >= 502)

/** Retries a request while the server is away, for at most `patienceMs`. */
export async function retryWhileAway<T>(
  request: () => Promise<T>,
  {
    patienceMs,
    signal,
    onAway,
  }: { patienceMs: number; signal: AbortSignal; onAway?: (error: ApiFailure) => void },
): Promise<T> {
  const until = Date.now() + patienceMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await request()
    } catch (error) {
      if (signal.aborted || !isPassing(error) || Date.now() > until) throw error
      if (attempt === 0) onAway?.(error)
      const requestedMs = (error.retryAfter ?? 0) * 1000
      await pause(Math.max(requestedMs, Math.min(250 * 2 ** attempt, MAX_PAUSE_MS)), signal)
    }
  }
}
