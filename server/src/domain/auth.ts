import type { Role } from '@flx/shared/role'
import type { SessionUser, Setup } from '@flx/shared/setup'

/** Who makes a request, and by which session. */
export interface SignedIn {
  user: SessionUser
  sessionId: string
}

/** The part of a response that sets or clears the session cookie. */
export type SessionCookies = readonly string[]

export type SignInResult =
  | { outcome: 'signed-in'; user: SessionUser; cookies: SessionCookies }
  | { outcome: 'wrong' }
  | { outcome: 'throttled'; retryAfterSeconds: number }

/** Sessions and accounts. */
export interface Auth {
  /** Reads the session of a cookie afresh, so that a revoked one or a changed role counts at once. */
  session(headers: Headers): Promise<SignedIn | null>
  /** The same, and renews the cookie of a session that is used. */
  renewSession(headers: Headers): Promise<{ user: SessionUser | null; cookies: SessionCookies }>
  signIn(
    credentials: { email: string; password: string; rememberMe: boolean },
    from: { headers: Headers; address: string },
  ): Promise<SignInResult>
  signOut(headers: Headers): Promise<SessionCookies>
  administratorExists(): Promise<boolean>
  createAccount(account: Setup & { role: Role }): Promise<void>
  /** Creates the first administrator; false when there is one already, also when two ask at once. */
  createFirstAdministrator(setup: Setup): Promise<boolean>
}
