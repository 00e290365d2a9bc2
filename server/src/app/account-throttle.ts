import type { Auth } from '../domain/auth.ts'
import type { Clock } from '../domain/ports.ts'

/** Failed sign-ins for one e-mail address, and the time in which they count. */
export const ACCOUNT_FAILURES = 10
export const ACCOUNT_WINDOW_MS = 15 * 60_000
/** Addresses that are remembered; beyond that the ones that were tried longest ago are forgotten. */
const MOST_ADDRESSES = 10_000

/**
 * Signing in, throttled per account besides per peer: after ten failures within a quarter of an hour an e-mail address
 * is refused, from wherever, until the first of them is that long ago. Addresses that nobody has are treated alike, so
 * that the answer tells nothing. A success forgets the failures. Each server process counts for itself.
 */
export function throttleAccounts(auth: Pick<Auth, 'signIn'>, clock: Clock): Auth['signIn'] {
  /** Times of failures by address, in milliseconds; an attempt under way counts as one. */
  const failures = new Map<string, number[]>()

  return async (credentials, from) => {
    const email = credentials.email.toLowerCase()
    const now = clock.now().getTime()
    const recent = (failures.get(email) ?? []).filter((at) => at > now - ACCOUNT_WINDOW_MS)
    const [first = now] = recent
    if (recent.length >= ACCOUNT_FAILURES) {
      return { outcome: 'throttled', retryAfterSeconds: (first + ACCOUNT_WINDOW_MS - now) / 1000 }
    }
    keep(email, [...recent, now])
    let outcome: string | undefined
    try {
      const result = await auth.signIn(credentials, from)
      outcome = result.outcome
      return result
    } finally {
      if (outcome === 'signed-in') failures.delete(email)
      else if (outcome !== 'wrong') takeBack(email, now)
    }
  }

  function keep(email: string, times: number[]): void {
    // The ones that were tried last stand at the end.
    failures.delete(email)
    failures.set(email, times)
    const [oldest] = failures.keys()
    if (failures.size > MOST_ADDRESSES && oldest !== undefined) failures.delete(oldest)
  }

  /** The password was not even looked at. */
  function takeBack(email: string, time: number): void {
    const times = failures.get(email) ?? []
    const index = times.indexOf(time)
    if (index !== -1) times.splice(index, 1)
    if (times.length === 0) failures.delete(email)
  }
}
