import type { Role } from '@flx/shared/access/role'
import type { SessionUser, Setup } from '@flx/shared/access/setup'
import type { SessionInfo, User, UserPatch } from '@flx/shared/access/user'

/** The person and the session of a request. */
export interface SignedIn {
  user: SessionUser
  sessionId: string
  /** Name of the API token that stands for the person; null for a browser. */
  tokenName: string | null
  /** Id of that token. */
  tokenId?: string
}

/** The part of a response that sets or clears the session cookie. */
export type SessionCookies = readonly string[]

export type SignInResult =
  | { outcome: 'signed-in'; user: SessionUser; cookies: SessionCookies }
  | { outcome: 'wrong' }
  | { outcome: 'throttled'; retryAfterSeconds: number }

interface SignInOptions {
  /** The attempts of this address were counted elsewhere: they are not limited here. */
  counted: boolean
}

/** Browsers in which an account was signed in to before. */
export interface KnownDevices {
  /** The browser's id, when it brings the cookie of this account along. */
  find(headers: Headers, email: string): string | null
  /** The cookie for a browser after a sign-in. */
  remember(email: string): string
}

/** Sessions and accounts. */
export interface Auth {
  /** Reads the session of a cookie afresh, so that a revoked one or a changed role counts at once. */
  session(headers: Headers): Promise<SignedIn | null>
  /** The same, and renews the cookie of a session that is used. */
  renewSession(headers: Headers): Promise<{ user: SessionUser | null; cookies: SessionCookies }>
  signIn(
    credentials: { email: string; password: string; rememberMe: boolean },
    from: { headers: Headers; address: string },
    options?: SignInOptions,
  ): Promise<SignInResult>
  signOut(headers: Headers): Promise<SessionCookies>
  administratorExists(): Promise<boolean>
  /** Throws AppError `conflict` when the address has an account. */
  createAccount(account: Setup & { role: Role }): Promise<void>
  /** Creates the first administrator; false when there is one already, also when two ask at once. */
  createFirstAdministrator(setup: Setup): Promise<boolean>
  /** Opens a session without a password, for a person whom a provider or link vouches for. */
  openSession(userId: string, from: { headers: Headers; address: string }): Promise<SessionCookies>
  /** The person connected with an identity at a provider. */
  accountOf(identity: { issuer: string; subject: string }): Promise<User | null>
  accountByEmail(email: string): Promise<User | null>
  connectAccount(userId: string, identity: { issuer: string; subject: string }): Promise<void>
  /** All accounts, by name; bounded. */
  accounts(): Promise<User[]>
  account(id: string): Promise<User | null>
  /** False when an administrator is to be kept and this one is the last. */
  updateAccount(id: string, patch: UserPatch, options: { keepAnAdministrator: boolean }): Promise<boolean>
  /** False when the current password is wrong. All other sessions of the person end. */
  changePassword(headers: Headers, change: { currentPassword: string; newPassword: string }): Promise<boolean>
  sessions(userId: string): Promise<Omit<SessionInfo, 'isCurrent'>[]>
  /** False when it is not one of this person's. */
  endSession(userId: string, sessionId: string): Promise<boolean>
  endSessions(userId: string): Promise<void>
}
