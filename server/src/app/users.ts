import type { AuditAction } from '@flx/shared/audit'
import type { User, UserCreate, UserPatch } from '@flx/shared/user'

import type { Auth } from '../domain/auth.ts'
import { conflict, notFound } from '../domain/errors.ts'
import type { TokenStore } from '../domain/token-store.ts'
import type { Actor, AppContext } from './context.ts'

export type UserContext = Pick<AppContext, 'audit'> & {
  accounts: Auth
  /** Of whom sockets may be open, too. */
  tokens: Pick<TokenStore, 'list'>
  /** Closes the sockets of a session. */
  sessionEnded: (sessionId: string) => void
}

/** Creates a person. Throws AppError `conflict` when the address has an account. */
export async function createUser(context: UserContext, body: UserCreate, actor: Actor): Promise<User> {
  const email = body.email.toLowerCase()
  const all = await context.accounts.accounts()
  if (all.some((other) => other.email === email)) throw conflict(`${email} has an account already.`)
  await context.accounts.createAccount({ ...body, email })
  const user = (await context.accounts.accounts()).find((other) => other.email === email)
  if (user === undefined) throw notFound('account', email)
  await note(context, actor, 'create', user, [{ path: 'role', after: user.role }])
  return user
}

/**
 * Changes a person. Another role, another password or being disabled ends the sockets or sessions at once. Throws
 * AppError `conflict` when no administrator would be left.
 */
export async function updateUser(
  context: UserContext,
  id: string,
  patch: UserPatch,
  actor: Actor,
): Promise<User> {
  const before = await context.accounts.account(id)
  if (before === null) throw notFound('user', id)
  const losesAdmin =
    before.role === 'admin' &&
    !before.isDisabled &&
    ((patch.role !== undefined && patch.role !== 'admin') || patch.isDisabled === true)
  const changed = await context.accounts.updateAccount(id, patch, { keepAnAdministrator: losesAdmin })
  if (!changed)
    throw conflict(`${before.name} is the last administrator. Make another person administrator first.`)
  if (patch.isDisabled === true || patch.password !== undefined) await signOutEverywhere(context, id)
  else if (patch.role !== undefined) await closeSockets(context, id)
  const after = await context.accounts.account(id)
  if (after === null) throw notFound('user', id)
  const fields = ['name', 'role', 'isDisabled'] as const
  await note(context, actor, 'update', after, [
    ...fields.flatMap((field) =>
      before[field] === after[field] ? [] : [{ path: field, before: before[field], after: after[field] }],
    ),
    ...(patch.password === undefined ? [] : [{ path: 'password', secret: true as const }]),
  ])
  return after
}

/** Ends the sessions of a person and closes the sockets. */
export async function signOutEverywhere(context: UserContext, id: string): Promise<void> {
  await closeSockets(context, id)
  await context.accounts.endSessions(id)
}

/** Pages connect anew, with what they may see by then. */
async function closeSockets(context: UserContext, id: string): Promise<void> {
  for (const session of await context.accounts.sessions(id)) context.sessionEnded(session.id)
  for (const token of await context.tokens.list(id)) context.sessionEnded(`token:${token.id}`)
}

async function note(
  context: UserContext,
  actor: Actor,
  action: AuditAction,
  { id: entityId, name: entityName }: User,
  changes: { path: string; before?: string | boolean; after?: string | boolean; secret?: true }[],
): Promise<void> {
  if (action === 'update' && changes.length === 0) return
  await context.audit.record({ actor, action, entityType: 'user', entityId, entityName, changes })
}
