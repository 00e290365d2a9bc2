import type { Role } from '@flx/shared/role'
import type { User } from '@flx/shared/user'

import type { Auth, SessionCookies } from '../domain/auth.ts'
import { OpenIdRefusal, type OpenIdentity } from '../domain/open-id.ts'
import type { AppContext } from './context.ts'

/** Whom a sign-in by OpenID lets in. */
export interface OpenIdRules {
  /** Role of accounts that are made at the first sign-in; null: none are made. Never admin. */
  defaultRole: Exclude<Role, 'admin'> | null
  /** Only addresses of these domains, in lower case; empty: any. */
  domains: readonly string[]
}

type Context = Pick<AppContext, 'audit'> & {
  accounts: Pick<
    Auth,
    | 'openSession'
    | 'accountOf'
    | 'accountByEmail'
    | 'connectAccount'
    | 'createAccount'
    | 'administratorExists'
  >
  randomPassword: () => string
}

/**
 * Opens a session for the person whom the provider vouches for: the one who is connected with that identity, else the
 * one with that verified address, else a new one where the rules allow it. Throws OpenIdRefusal.
 */
export async function signInByOpenId(
  context: Context,
  identity: OpenIdentity,
  rules: OpenIdRules,
  from: { headers: Headers; address: string },
): Promise<SessionCookies> {
  const user = (await context.accounts.accountOf(identity)) ?? (await connected(context, identity, rules))
  if (user.isDisabled) throw new OpenIdRefusal('disabled')
  return context.accounts.openSession(user.id, from)
}

async function connected(context: Context, identity: OpenIdentity, rules: OpenIdRules): Promise<User> {
  const { email } = identity
  // An address that nobody checked could be anybody's.
  if (email === null || !identity.emailVerified) throw new OpenIdRefusal('unverified')
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (rules.domains.length > 0 && !rules.domains.includes(domain)) throw new OpenIdRefusal('domain')
  const known = await context.accounts.accountByEmail(email)
  if (known?.isDisabled === true) throw new OpenIdRefusal('disabled')
  const user = known ?? (await created(context, identity, email, rules))
  await context.accounts.connectAccount(user.id, identity)
  await context.audit.record({
    actor: { id: user.id, name: user.name },
    action: known === null ? 'create' : 'update',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
    changes: [
      ...(known === null ? [{ path: 'role', after: user.role }] : []),
      { path: 'openId', after: `${identity.issuer} ${identity.subject}` },
    ],
  })
  return user
}

async function created(
  context: Context,
  { name }: OpenIdentity,
  email: string,
  { defaultRole }: OpenIdRules,
): Promise<User> {
  // The first account is an administrator, whom a provider must not be able to make.
  if (defaultRole === null || !(await context.accounts.administratorExists()))
    throw new OpenIdRefusal('unknown')
  const shown = name === null || name.trim() === '' ? email : name.trim().slice(0, 100)
  await context.accounts.createAccount({
    name: shown,
    email,
    role: defaultRole,
    password: context.randomPassword(),
  })
  const user = await context.accounts.accountByEmail(email)
  if (user === null) throw new OpenIdRefusal('failed')
  return user
}
