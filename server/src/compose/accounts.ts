import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import { sql } from 'kysely'

import { betterAuthAdapter } from '../adapters/auth/better-auth-adapter.ts'
import { createBetterAuth, type PasswordHashing } from '../adapters/auth/create-auth.ts'
import { exclusively } from '../adapters/auth/exclusively.ts'
import { knownDevices } from '../adapters/auth/known-devices.ts'
import type { Database } from '../adapters/db/core/open-database.ts'
import { deriveKey, type SecretKey } from '../adapters/secrets/secret-key.ts'
import { systemClock } from '../adapters/system/system.ts'
import { throttleAccounts } from '../app/access/account-throttle.ts'
import { authenticateToken, type TokenContext } from '../app/access/tokens.ts'
import type { Config } from '../config.ts'
import { isLoopback } from '../environment.ts'
import type { Attempts } from '../domain/access/attempts.ts'
import type { Auth, KnownDevices } from '../domain/access/auth.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { SecretBox } from '../domain/core/ports.ts'
import type { HttpDependencies } from '../http/core/environment.ts'
import { StartError } from '../listen.ts'

/** Creates the accounts in the product's own database. */
export function createAuth(
  config: Config,
  database: Database,
  secretKey: SecretKey,
  log: Log,
  passwords?: PasswordHashing,
): Auth {
  const library = createBetterAuth({
    db: database.db,
    dialect: database.dialect,
    secret: deriveKey(secretKey, 'session cookies').toString('base64url'),
    publicUrl: config.publicUrl,
    newId: randomUUID,
    onError: (message) => log.debug({ error: message }, 'The sign-in library reported an error'),
    ...(passwords !== undefined && { passwords }),
  })
  return betterAuthAdapter(library, exclusively(database.db, database.dialect), () => findReadError(database))
}

/** Composes signing in, by session or API token, throttled per account, with remembered browsers. */
export function composeSignIn(
  config: Config,
  {
    accounts,
    secretKey,
    tokens,
    attempts,
  }: { accounts: Auth; secretKey: SecretKey; tokens: TokenContext; attempts: Attempts },
): { auth: Auth; devices: KnownDevices } {
  const devices = knownDevices(deriveKey(secretKey, 'known browsers'), {
    secure: config.publicUrl?.startsWith('https:') ?? false,
  })
  const auth: Auth = {
    ...accounts,
    signIn: throttleAccounts(accounts, attempts, devices),
    session(headers) {
      const authorization = headers.get('authorization')
      return authorization === null ? accounts.session(headers) : authenticateToken(tokens, authorization)
    },
  }
  return { auth, devices }
}

/** Returns the database's own error, which the sign-in library hides. */
const findReadError = ({ db }: Database): Promise<unknown> =>
  sql`select 1`.execute(db).then(
    () => undefined,
    (error: unknown) => error,
  )

/** Creates the OpenID provider to sign in at; null if none is configured. */
export async function createOpenId(
  { openId }: Config,
  secretBox: SecretBox,
): Promise<HttpDependencies['openId']> {
  if (openId === null) return null
  const { clientSecretFile: file, defaultRole, domains, ...client } = openId
  const clientSecret = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`FLX_OIDC_CLIENT_SECRET_FILE ${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
    })
  })
  const { openIdProvider } = await import('../adapters/auth/open-id-provider.ts')
  const provider = openIdProvider({ ...client, clientSecret: clientSecret.trim() }, secretBox, systemClock)
  return { provider, rules: { defaultRole, domains } }
}

/**
 * Creates the administrator from the environment if there is none. Throws if none exists and other machines
 * could reach the set-up page.
 */
export async function ensureAdministrator(config: Config, auth: Auth, log: Log): Promise<void> {
  if (config.firstAdministrator !== null) {
    const created = await auth.createFirstAdministrator({
      name: 'Administrator',
      ...config.firstAdministrator,
    })
    if (created) log.info({}, 'Created the first administrator from FLX_ADMIN_EMAIL')
  }
  if (!isLoopback(config.host) && !(await auth.administratorExists())) {
    throw new StartError(
      `FLX_HOST is ${config.host}, which other machines can reach, but no administrator exists yet. Set FLX_ADMIN_EMAIL and FLX_ADMIN_PASSWORD, or start once on 127.0.0.1 and create one in the browser.`,
    )
  }
}
