import type { Attempts } from '../../domain/access/attempts.ts'
import type { Auth, KnownDevices } from '../../domain/access/auth.ts'

/** Failed sign-ins allowed for one e-mail address within `ACCOUNT_WINDOW_MS`. */
export const ACCOUNT_FAILURES = 10
export const ACCOUNT_WINDOW_MS = 15 * 60_000

/**
 * Throttles sign-ins per account, in addition to the limit per peer. After ten failures within 15 minutes an
 * e-mail address is refused from any peer until the oldest failure is 15 minutes old. Unknown addresses are
 * treated the same, so that the response reveals nothing. A success clears the failures; an attempt in
 * progress counts as a failure.
 *
 * A browser that has signed in to the account before has its own count of ten failures, so that guesses from
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
    const refusal = await attempts.begin(key, { most: ACCOUNT_FAILURES, windowMs: ACCOUNT_WINDOW_MS })
    if (refusal !== null) return { outcome: 'throttled', retryAfterSeconds: refusal.retryAfterMs / 1000 }
    let outcome: string | undefined
    try {
      const result = await auth.signIn(credentials, from, { counted: device !== null })
      outcome = result.outcome
      if (result.outcome !== 'signed-in' || devices === undefined || device !== null) return result
      return { ...result, cookies: [...result.cookies, devices.remember(address)] }
    } finally {
      if (outcome === 'signed-in') await attempts.forget(key)
      // The password was not checked.
      else if (outcome !== 'wrong') await attempts.takeBack(key)
    }
  }
}
