import type { AuditAction, AuditChange } from '@flx/shared/access/audit'
import type { User, UserCreate, UserPatch } from '@flx/shared/access/user'

import type { Auth } from '../../domain/access/auth.ts'
import { conflict, notFound } from '../../domain/core/errors.ts'
import type { PasswordLinks } from '../../domain/access/password-links.ts'
import type { TokenStore } from '../../domain/access/token-store.ts'
import type { Actor, AppContext, Requester } from '../core/context.ts'
import { refuseHigherRole } from './token-limits.ts'

export type UserContext = Pick<AppContext, 'audit'> & {
  accounts: Auth
  /** API tokens, which can have open sockets too. */
  tokens: Pick<TokenStore, 'list' | 'find' | 'removeOf'>
  links: PasswordLinks
  /** Closes the sockets of a session. */
  sessionEnded: (sessionId: string) => void
}

/**
 * Creates a user with at most the requester's role. Throws AppError `conflict` if the address already has an
 * account.
 */
export async function createUser(
  context: UserContext,
  body: UserCreate,
  requester: Requester,
): Promise<User> {
  refuseHigherRole(requester, body.role)
  const email = body.email.toLowerCase()
  await context.accounts.createAccount({ ...body, email })
  const user = await context.accounts.accountByEmail(email)
  if (user === null) throw notFound('account', email)
  await recordChange(context, requester.actor, 'create', user, [{ path: 'role', after: user.role }])
  return user
}

/**
 * Changes a user. A new role or password, or disabling the user, ends sockets or sessions at once. These and
 * enabling also invalidate the link to set a password. API tokens end only if `revokeAccess` is set. Throws
 * AppError `conflict` if no administrator would be left.
 */
export async function updateUser(
  context: UserContext,
  id: string,
  { revokeAccess: shouldRevokeAccess = false, ...patch }: UserPatch,
  requester: Requester,
): Promise<User> {
  const before = await context.accounts.account(id)
  if (before === null) throw notFound('user', id)
  refuseHigherRole(requester, before.role)
  if (patch.role !== undefined) refuseHigherRole(requester, patch.role)
  const losesAdmin =
    before.role === 'admin' &&
    !before.isDisabled &&
    ((patch.role !== undefined && patch.role !== 'admin') || patch.isDisabled === true)
  const changed = await context.accounts.updateAccount(id, patch, { keepAnAdministrator: losesAdmin })
  if (!changed)
    throw conflict(`${before.name} is the last administrator. Make another user administrator first.`)
  const revokedTokens = shouldRevokeAccess ? await revokeAccess(context, id) : 0
  if (patch.isDisabled === true || patch.password !== undefined) await signOutEverywhere(context, id)
  else if (patch.role !== undefined) await closeSockets(context, id)
  const after = await context.accounts.account(id)
  if (after === null) throw notFound('user', id)
  // The link was issued for the account in its previous state.
  const hasOtherRights = before.role !== after.role || before.isDisabled !== after.isDisabled
  if (hasOtherRights || patch.password !== undefined) await context.links.remove(id)
  const fields = ['name', 'role', 'isDisabled'] as const
  await recordChange(context, requester.actor, 'update', after, [
    ...fields.flatMap((field) =>
      before[field] === after[field] ? [] : [{ path: field, before: before[field], after: after[field] }],
    ),
    ...(patch.password === undefined ? [] : [{ path: 'password', secret: true as const }]),
    ...revokedTokensNote(revokedTokens),
  ])
  return after
}

/** Ends a user's sessions and closes the sockets. */
export async function signOutEverywhere(context: UserContext, id: string): Promise<void> {
  await closeSockets(context, id)
  await context.accounts.endSessions(id)
}

/**
 * Ends all access through the user's sessions and API tokens, whoever holds them. Returns the number of API
 * tokens deleted.
 */
export async function revokeAccess(context: UserContext, id: string): Promise<number> {
  await signOutEverywhere(context, id)
  return revokeTokens(context, id)
}

/** Deletes a user's API tokens and closes their sockets. Returns the number deleted. */
export async function revokeTokens(
  context: Pick<UserContext, 'tokens' | 'sessionEnded'>,
  userId: string,
): Promise<number> {
  const endedIds = await context.tokens.removeOf(userId)
  for (const id of endedIds) context.sessionEnded(`token:${id}`)
  return endedIds.length
}

/** Returns the audit change for tokens that were deleted with a password change. */
export const revokedTokensNote = (count: number) =>
  count === 0 ? [] : [{ path: 'tokens', before: count, after: 0 }]

/** Closes the user's sockets. Pages reconnect with the rights they have then. */
async function closeSockets(context: UserContext, id: string): Promise<void> {
  for (const session of await context.accounts.sessions(id)) context.sessionEnded(session.id)
  for (const token of await context.tokens.list(id)) context.sessionEnded(`token:${token.id}`)
}

async function recordChange(
  context: UserContext,
  actor: Actor,
  action: AuditAction,
  { id: entityId, name: entityName }: User,
  changes: AuditChange[],
): Promise<void> {
  if (action === 'update' && changes.length === 0) return
  await context.audit.record({ actor, action, entityType: 'user', entityId, entityName, changes })
}
