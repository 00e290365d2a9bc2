import type {
  Invitation,
  Invited,
  LinkedUser,
  LinkRequest,
  LinkUse,
  PasswordLink,
  PasswordSet,
} from '@flx/shared/access/password-link'
import { runsCode } from '@flx/shared/access/role'
import type { User } from '@flx/shared/access/user'

import { AppError, conflict, notFound } from '../../domain/core/errors.ts'
import type { FoundPasswordLink } from '../../domain/access/password-links.ts'
import type { TokenValues } from '../../domain/access/token-store.ts'
import type { Actor, AppContext, Requester } from '../core/context.ts'
import { findManagingToken, refuseHigherRole } from './token-limits.ts'
import {
  createUser,
  revokeAccess,
  revokeTokens,
  signOutEverywhere,
  revokedTokensNote,
  type UserContext,
} from './users.ts'

export type LinkContext = UserContext & Pick<AppContext, 'clock'> & { tokenValues: TokenValues }

const DAY_MS = 86_400_000
/** Days that a link stays valid: an invitation can sit in a mailbox for a while. */
const LINK_DAYS = 7

/**
 * Creates a user, who chooses a password through the link. Throws AppError `conflict` if the address already
 * has an account.
 */
export async function invite(
  context: LinkContext,
  invitation: Invitation,
  requester: Requester,
): Promise<Invited> {
  // A random password: the link is the only way in until it is used.
  const password = context.tokenValues.random()
  const user = await createUser(context, { ...invitation, password }, requester)
  return { user, link: await issueLink(context, user.id, requester.actor) }
}

/**
 * Creates a new link for a user who forgot the password or whose invitation expired. The old password still
 * works. Existing sessions and API tokens end only if `revokeAccess` is set.
 */
export async function createLink(
  context: LinkContext,
  userId: string,
  { revokeAccess: shouldRevokeAccess }: LinkRequest,
  requester: Requester,
): Promise<PasswordLink> {
  const user = await context.accounts.account(userId)
  if (user === null) throw notFound('user', userId)
  refuseHigherRole(requester, user.role)
  if (user.isDisabled) throw conflict(`${user.name} is disabled. Enable the account first.`)
  const link = await issueLink(context, userId, requester.actor)
  const revokedTokens = shouldRevokeAccess ? await revokeAccess(context, userId) : 0
  await context.audit.record({
    actor: requester.actor,
    action: 'reset',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
    changes: revokedTokensNote(revokedTokens),
  })
  return link
}

/**
 * Returns the user a link belongs to. Throws AppError `not-found` if the link is unknown, used or expired.
 */
export async function showLinkedUser(context: LinkContext, secret: string): Promise<LinkedUser> {
  const link = await context.links.find(context.tokenValues.hash(secret), nowOf(context))
  const { id, name, email, role } = await findLinkedUser(context, link)
  const tokens = (await context.tokens.list(id)).length
  return {
    name,
    email,
    ...(runsCode(role) ? { canRunCode: true } : {}),
    ...(tokens === 0 ? {} : { tokens }),
  }
}

/**
 * Redeems a link: sets the password, signs the user out everywhere, and deletes the API tokens if requested.
 * Throws AppError `not-found` if the link was already used, including by a concurrent request.
 */
export async function setPasswordByLink(
  context: LinkContext,
  { secret, password, revokeTokens: shouldRevokeTokens }: LinkUse,
): Promise<PasswordSet> {
  const hash = context.tokenValues.hash(secret)
  const user = await findLinkedUser(context, await context.links.find(hash, nowOf(context)))
  if ((await context.links.take(hash, nowOf(context))) === undefined) {
    throw new AppError('not-found', 'This link has just been used. Sign in with the password set by it.')
  }
  await context.accounts.updateAccount(user.id, { password }, { keepAnAdministrator: false })
  await signOutEverywhere(context, user.id)
  const revokedTokens = shouldRevokeTokens ? await revokeTokens(context, user.id) : 0
  const { id: entityId, name: entityName, email } = user
  await context.audit.record({
    actor: { id: user.id, name: user.name },
    action: 'update',
    entityType: 'user',
    entityId,
    entityName,
    changes: [{ path: 'password', secret: true }, ...revokedTokensNote(revokedTokens)],
  })
  return { name: entityName, email, revokedTokens }
}

/** A link created with an API token expires no later than the token. */
async function issueLink(context: LinkContext, userId: string, { tokenId }: Actor): Promise<PasswordLink> {
  const secret = context.tokenValues.random()
  const now = context.clock.now()
  const week = new Date(now.getTime() + LINK_DAYS * DAY_MS).toISOString()
  const token = tokenId === undefined ? undefined : await context.tokens.find(tokenId)
  const end = token?.expiresAt ?? null
  const expiresAt = end !== null && end < week ? end : week
  const hash = context.tokenValues.hash(secret)
  const createdAt = now.toISOString()
  await context.links.save({ userId, tokenId: tokenId ?? null, hash, createdAt, expiresAt })
  return { path: `/set-password#${secret}`, expiresAt }
}

async function findLinkedUser(context: LinkContext, link: FoundPasswordLink | undefined): Promise<User> {
  const user = link === undefined ? null : await context.accounts.account(link.userId)
  const tokenId = link?.tokenId ?? null
  const isBacked = tokenId === null || (await findManagingToken(context, tokenId)) !== undefined
  if (user === null || user.isDisabled || !isBacked)
    throw new AppError(
      'not-found',
      'This link was already used or has expired. Ask an administrator for a new one.',
    )
  return user
}

const nowOf = (context: LinkContext): string => context.clock.now().toISOString()
