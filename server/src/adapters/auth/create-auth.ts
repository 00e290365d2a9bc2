import { betterAuth } from 'better-auth'
import { sessionOpener } from './session-opener.ts'
import { admin } from 'better-auth/plugins/admin'
import { createAccessControl } from 'better-auth/plugins/access'
import type { Kysely } from 'kysely'

import { MINIMUM_PASSWORD_LENGTH } from '@flx/shared/access/setup'

import type { NewId } from '../../domain/core/ports.ts'

export interface AuthSettings {
  // Our schema type does not help the library, which builds its own queries.
  // oxlint-disable-next-line typescript/no-explicit-any
  db: Kysely<any>
  dialect: 'sqlite' | 'postgres'
  /** Signs cookies. Derived from the key of this installation. */
  secret: string
  /** The origin that browsers use; null = they connect directly, over plain HTTP. */
  publicUrl: string | null
  newId: NewId
  /** Replaces the library's own hashing, which is slow on purpose. */
  passwords?: PasswordHashing
  /** Receives the errors that the library would write to the terminal. */
  onError?: (message: string) => void
}

export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(attempt: { hash: string; password: string }): Promise<boolean>
}

/** The header that passes the peer's address to the throttle; every request overwrites it. */
export const ADDRESS_HEADER = 'x-flx-peer-address'

/** Sign-in attempts per address and minute. */
const SIGN_IN_ATTEMPTS = 10
const SIGN_IN_WINDOW_SECONDS = 60

/**
 * Creates the sign-in library on our database, whose tables our migrations create. It serves no requests: the routes
 * call it, and their own Origin check replaces its check.
 */
export function createBetterAuth({
  db,
  dialect,
  secret,
  publicUrl,
  newId,
  passwords,
  onError = () => undefined,
}: AuthSettings) {
  const { ac, roles } = fourRoles()
  return betterAuth({
    appName: 'FLX Pipelines',
    baseURL: publicUrl ?? 'http://localhost',
    basePath: '/api/auth',
    secret,
    database: { db, type: dialect, transaction: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MINIMUM_PASSWORD_LENGTH,
      maxPasswordLength: 128,
      ...(passwords !== undefined && { password: passwords }),
    },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      customRules: { '/sign-in/email': { window: SIGN_IN_WINDOW_SECONDS, max: SIGN_IN_ATTEMPTS } },
    },
    plugins: [admin({ ac, roles, defaultRole: 'viewer', adminRoles: ['admin'] }), sessionOpener],
    advanced: {
      cookiePrefix: 'flx',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      disableOriginCheck: true,
      disableCSRFCheck: true,
    },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => onError(message) },
  })
}
export type BetterAuth = ReturnType<typeof createBetterAuth>

/**
 * Returns the four roles in the form the library needs, with statements per role. We check roles by rank, so only
 * `admin` manages accounts.
 */
function fourRoles() {
  const statements = {
    user: ['create', 'list', 'set-role', 'ban', 'delete', 'set-password', 'get', 'update'],
    session: ['list', 'revoke', 'delete'],
  } as const
  const ac = createAccessControl(statements)
  const nothing = { user: [], session: [] } as const
  return {
    ac,
    roles: {
      viewer: ac.newRole(nothing),
      operator: ac.newRole(nothing),
      editor: ac.newRole(nothing),
      admin: ac.newRole(statements),
    },
  }
}
