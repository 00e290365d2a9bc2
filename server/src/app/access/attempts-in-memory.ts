import type { Attempts } from '../../domain/access/attempts.ts'
import type { Clock } from '../../domain/core/ports.ts'

/** Maximum number of keys kept; beyond it the least recently tried keys are dropped. */
const MAX_KEYS = 10_000

/** Keeps sign-in attempts in memory, for an installation with a single server. */
export function attemptsInMemory(clock: Clock): Attempts {
  /** Times of the attempts by key, in milliseconds since 1970. */
  const timesByKey = new Map<string, number[]>()

  function keep(key: string, times: number[]): void {
    // Reinsert the key, so that the map stays sorted by last attempt.
    timesByKey.delete(key)
    timesByKey.set(key, times)
    const [oldest] = timesByKey.keys()
    if (timesByKey.size > MAX_KEYS && oldest !== undefined) timesByKey.delete(oldest)
  }

  return {
    begin(key, { most, windowMs }) {
      const now = clock.now().getTime()
      const recent = (timesByKey.get(key) ?? []).filter((at) => at > now - windowMs)
      const [first = now] = recent
      if (recent.length >= most) return Promise.resolve({ retryAfterMs: first + windowMs - now })
      keep(key, [...recent, now])
      return Promise.resolve(null)
    },
    forget(key) {
      timesByKey.delete(key)
      return Promise.resolve()
    },
    takeBack(key) {
      const times = timesByKey.get(key) ?? []
      times.pop()
      if (times.length === 0) timesByKey.delete(key)
      return Promise.resolve()
    },
  }
}
