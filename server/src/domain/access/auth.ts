import type { Role } from '@flx/shared/access/role'
import type { SessionUser, Setup } from '@flx/shared/access/setup'
import type { SessionInfo, User, UserPatch } from '@flx/shared/access/user'

/** The user and session of a request. */
export interface SignedIn {
  user: SessionUser
  sessionId: string
  /** Name of the API token that acts for the user; null for a browser. */
  tokenName: string | null
  /** Id of that token. */
  tokenId?: string
}

/** The `Set-Cookie` values that set or clear the session. */
export type SessionCookies = readonly string[]

export type SignInResult =
  | { outcome: 'signed-in'; user: SessionUser; cookies: SessionCookies }
  | { outcome: 'wrong' }
  | { outcome: 'throttled'; retryAfterSeconds: number }

interface SignInOptions {
  /** Attempts from this address are already counted elsewhere; do not limit them again. */
  counted: boolean
}

/** Browsers from which an account has signed in before. */
export interface KnownDevices {
  /** Returns the browser's id if the request carries this account's cookie. */
  find(headers: Headers, email: string): string | null
  /** Returns the cookie to set after a sign-in. */
  remember(email: string): string
}

/** Sessions and accounts. */
export interface Auth {
  /** Reads the session of a cookie from the database, so that a revoked session or a changed role counts at once. */
  session(headers: Headers): Promise<SignedIn | null>
  /** Does the same and renews the cookie of a session in use. */
  renewSession(headers: Headers): Promise<{ user: SessionUser | null; cookies: SessionCookies }>
  signIn(
    credentials: { email: string; password: string; rememberMe: boolean },
    from: { headers: Headers; address: string },
    options?: SignInOptions,
  ): Promise<SignInResult>
  signOut(headers: Headers): Promise<SessionCookies>
  administratorExists(): Promise<boolean>
  /** Throws AppError `conflict` if the address already has an account. */
  createAccount(account: Setup & { role: Role }): Promise<void>
  /** Creates the first administrator; false if one exists, also when two requests race. */
  createFirstAdministrator(setup: Setup): Promise<boolean>
  /** Opens a session without a password, for a user whom a provider or a link vouches for. */
  openSession(userId: string, from: { headers: Headers; address: string }): Promise<SessionCookies>
  /** Returns the user connected with an identity at a provider. */
  accountOf(identity: { issuer: string; subject: string }): Promise<User | null>
  accountByEmail(email: string): Promise<User | null>
  connectAccount(userId: string, identity: { issuer: string; subject: string }): Promise<void>
  /** Lists all accounts, sorted by name; bounded. */
  accounts(): Promise<User[]>
  account(id: string): Promise<User | null>
  /** Updates an account; false if `keepAnAdministrator` is set and this is the last administrator. */
  updateAccount(id: string, patch: UserPatch, options: { keepAnAdministrator: boolean }): Promise<boolean>
  /** Changes the user's password and ends all of the user's other sessions; false if the current password is wrong. */
  changePassword(headers: Headers, change: { currentPassword: string; newPassword: string }): Promise<boolean>
  sessions(userId: string): Promise<Omit<SessionInfo, 'isCurrent'>[]>
  /** Ends a session; false if it does not belong to this user. */
  endSession(userId: string, sessionId: string): Promise<boolean>
  endSessions(userId: string): Promise<void>
}
