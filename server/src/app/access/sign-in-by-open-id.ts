import { nameSchema } from '@flx/shared/core/name'
import type { Role } from '@flx/shared/access/role'
import type { User } from '@flx/shared/access/user'

import type { Auth, KnownDevices, SessionCookies } from '../../domain/access/auth.ts'
import { OpenIdRefusal, type OpenIdentity } from '../../domain/access/open-id.ts'
import type { PasswordLinks } from '../../domain/access/password-links.ts'
import type { AppContext } from '../core/context.ts'

/** Rules that decide who can sign in through OpenID. */
export interface OpenIdRules {
  /** Role of accounts created at the first sign-in, never admin; null creates none. */
  defaultRole: Exclude<Role, 'admin'> | null
  /** Allowed e-mail domains, in lower case; empty allows any. */
  domains: readonly string[]
}

type Context = Pick<AppContext, 'audit'> & {
  links: Pick<PasswordLinks, 'remove'>
  accounts: Pick<
    Auth,
    | 'openSession'
    | 'accountOf'
    | 'accountByEmail'
    | 'connectAccount'
    | 'createAccount'
    | 'administratorExists'
  >
  devices: KnownDevices
  randomPassword: () => string
}

/**
 * Opens a session for the user that the provider vouches for: the account connected to that identity,
 * otherwise the account with that verified address, otherwise a new one if the rules allow it. The browser is
 * remembered afterwards, as after a sign-in with a password. Throws OpenIdRefusal.
 */
export async function signInByOpenId(
  context: Context,
  identity: OpenIdentity,
  rules: OpenIdRules,
  from: { headers: Headers; address: string },
): Promise<SessionCookies> {
  const user = (await context.accounts.accountOf(identity)) ?? (await connectUser(context, identity, rules))
  if (user.isDisabled) throw new OpenIdRefusal('disabled')
  const cookies = await context.accounts.openSession(user.id, from)
  if (context.devices.find(from.headers, user.email) !== null) return cookies
  return [...cookies, context.devices.remember(user.email)]
}

async function connectUser(context: Context, identity: OpenIdentity, rules: OpenIdRules): Promise<User> {
  const { email } = identity
  // An unverified address could belong to another person.
  if (email === null || !identity.emailVerified) throw new OpenIdRefusal('unverified')
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (rules.domains.length > 0 && !rules.domains.includes(domain)) throw new OpenIdRefusal('domain')
  const existing = await context.accounts.accountByEmail(email)
  if (existing?.isDisabled === true) throw new OpenIdRefusal('disabled')
  const user = existing ?? (await createUser(context, identity, email, rules))
  await context.accounts.connectAccount(user.id, identity)
  // Do not leave an unused invitation valid.
  await context.links.remove(user.id)
  await context.audit.record({
    actor: { id: user.id, name: user.name },
    action: existing === null ? 'create' : 'update',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
    changes: [
      ...(existing === null ? [{ path: 'role', after: user.role }] : []),
      { path: 'openId', after: `${identity.issuer} ${identity.subject}` },
    ],
  })
  return user
}

async function createUser(
  context: Context,
  { name }: OpenIdentity,
  email: string,
  { defaultRole }: OpenIdRules,
): Promise<User> {
  // The first account is an administrator, which a provider must not be able to create.
  if (defaultRole === null || !(await context.accounts.administratorExists()))
    throw new OpenIdRefusal('unknown')
  // Names from a provider follow the same rules as names that users enter.
  const displayName = nameSchema('', 100).safeParse(name?.slice(0, 100)).data ?? email
  await context.accounts.createAccount({
    name: displayName,
    email,
    role: defaultRole,
    password: context.randomPassword(),
  })
  const user = await context.accounts.accountByEmail(email)
  if (user === null) throw new OpenIdRefusal('failed')
  return user
}
