import type { Auth, KnownDevices } from '../../domain/access/auth.ts'
import type { Clock } from '../../domain/core/ports.ts'

/** Failed sign-ins for one e-mail address, and the time in which they count. */
export const ACCOUNT_FAILURES = 10
export const ACCOUNT_WINDOW_MS = 15 * 60_000
/** Addresses that are remembered; beyond that the ones that were tried longest ago are forgotten. */
const MOST_ADDRESSES = 10_000

/**
 * Throttles signing in per account, besides per peer: after ten failures within a quarter of an hour an e-mail address
 * is refused, from any peer, until the first of them is a quarter of an hour old. Unknown addresses are treated alike,
 * so that the answer reveals nothing. A success forgets the failures. Each server process counts for itself.
 *
 * A browser that signed in to the account before is counted by itself, with ten failures of its own: guesses from
 * elsewhere do not lock its user out.
 */
export function throttleAccounts(
  auth: Pick<Auth, 'signIn'>,
  clock: Clock,
  devices?: KnownDevices,
): Auth['signIn'] {
  /** Times of failures by address, or address and browser, in milliseconds; an attempt under way counts as one. */
  const failures = new Map<string, number[]>()

  return async (credentials, from) => {
    const address = credentials.email.toLowerCase()
    const device = devices?.find(from.headers, address) ?? null
    const key = device === null ? address : `${address} ${device}`
    const now = clock.now().getTime()
    const recent = (failures.get(key) ?? []).filter((at) => at > now - ACCOUNT_WINDOW_MS)
    const [first = now] = recent
    if (recent.length >= ACCOUNT_FAILURES) {
      return { outcome: 'throttled', retryAfterSeconds: (first + ACCOUNT_WINDOW_MS - now) / 1000 }
    }
    keep(key, [...recent, now])
    let outcome: string | undefined
    try {
      const result = await auth.signIn(credentials, from, { counted: device !== null })
      outcome = result.outcome
      if (result.outcome !== 'signed-in' || devices === undefined || device !== null) return result
      return { ...result, cookies: [...result.cookies, devices.remember(address)] }
    } finally {
      if (outcome === 'signed-in') failures.delete(key)
      else if (outcome !== 'wrong') takeBack(key, now)
    }
  }

  function keep(key: string, times: number[]): void {
    // The ones that were tried last stand at the end.
    failures.delete(key)
    failures.set(key, times)
    const [oldest] = failures.keys()
    if (failures.size > MOST_ADDRESSES && oldest !== undefined) failures.delete(oldest)
  }

  /** The password was not even looked at. */
  function takeBack(key: string, time: number): void {
    const times = failures.get(key) ?? []
    const index = times.indexOf(time)
    if (index !== -1) times.splice(index, 1)
    if (times.length === 0) failures.delete(key)
  }
}
