import type { Attempts } from '../../domain/access/attempts.ts'
import type { Auth, KnownDevices } from '../../domain/access/auth.ts'

/** Failed sign-ins for one e-mail address, and the time in which they count. */
export const ACCOUNT_FAILURES = 10
export const ACCOUNT_WINDOW_MS = 15 * 60_000

/**
 * Throttles signing in per account, besides per peer: after ten failures within a quarter of an hour an e-mail address
 * is refused, from any peer, until the first of them is a quarter of an hour old. Unknown addresses are treated alike,
 * so that the answer reveals nothing. A success forgets the failures; an attempt under way counts as one.
 *
 * A browser that signed in to the account before is counted by itself, with ten failures of its own: guesses from
 * elsewhere do not lock its user out.
 */
export function throttleAccounts(
  auth: Pick<Auth, 'signIn'>,
  attempts: Attempts,
  devices?: KnownDevices,
): Auth['signIn'] {
  return async (credentials, from) => {
    const address = credentials.email.toLowerCase()
    const device = devices?.find(from.headers, address) ?? null
    const key = device === null ? address : `${address} ${device}`
    const refused = await attempts.begin(key, { most: ACCOUNT_FAILURES, windowMs: ACCOUNT_WINDOW_MS })
    if (refused !== null) return { outcome: 'throttled', retryAfterSeconds: refused.retryAfterMs / 1000 }
    let outcome: string | undefined
    try {
      const result = await auth.signIn(credentials, from, { counted: device !== null })
      outcome = result.outcome
      if (result.outcome !== 'signed-in' || devices === undefined || device !== null) return result
      return { ...result, cookies: [...result.cookies, devices.remember(address)] }
    } finally {
      if (outcome === 'signed-in') await attempts.forget(key)
      // The password was not even looked at.
      else if (outcome !== 'wrong') await attempts.takeBack(key)
    }
  }
}
