import { betterAuth } from 'better-auth'
import { sessionOpener } from './session-opener.ts'
import { admin } from 'better-auth/plugins/admin'
import { createAccessControl } from 'better-auth/plugins/access'
import type { Kysely } from 'kysely'

import { MINIMUM_PASSWORD_LENGTH } from '@flx/shared/access/setup'

import type { NewId } from '../../domain/core/ports.ts'

export interface AuthSettings {
  // Our schema type is of no use to the library, which builds its own queries.
  // eslint-disable-next-line typescript/no-explicit-any
  db: Kysely<any>
  dialect: 'sqlite' | 'postgres'
  /** Signs cookies. Derived from the key of this installation. */
  secret: string
  /** Origin that browsers use, null = directly, over plain HTTP. */
  publicUrl: string | null
  newId: NewId
  /** In place of the library's own, which is slow by intent. */
  passwords?: PasswordHashing
  /** Hears what the library would write to the terminal. */
  onError?: (message: string) => void
}

export interface PasswordHashing {
  hash(password: string): Promise<string>
  verify(given: { hash: string; password: string }): Promise<boolean>
}

/** The header in which the address of the peer reaches the throttle; every request overwrites it. */
export const ADDRESS_HEADER = 'x-flx-peer-address'

/** Attempts to sign in per address and minute. */
const SIGN_IN_ATTEMPTS = 10
const SIGN_IN_WINDOW_SECONDS = 60

/**
 * The sign-in library on our database, whose tables our migrations make. It serves nothing by itself:
 * the routes call it, and the Origin check before them stands in for its own.
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

/** The library wants statements per role; ours are checked by rank, so that only `admin` manages accounts. */
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
