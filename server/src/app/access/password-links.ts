import type {
  Invitation,
  Invited,
  LinkedPerson,
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
import type { Actor, AppContext, Asker } from '../core/context.ts'
import { managingToken, refuseBeyond } from './token-limits.ts'
import {
  createUser,
  endAccess,
  endTokens,
  signOutEverywhere,
  tokensEndedNote,
  type UserContext,
} from './users.ts'

export type LinkContext = UserContext & Pick<AppContext, 'clock'> & { tokenValues: TokenValues }

const DAY_MS = 86_400_000
/** An invitation may wait in a mailbox for some days. */
const LINK_DAYS = 7

/** Adds a person, who chooses the password by the link. Throws AppError `conflict` when the address has an account. */
export async function invite(context: LinkContext, invitation: Invitation, asker: Asker): Promise<Invited> {
  // A random password: until the link is used there is no way in.
  const password = context.tokenValues.random()
  const user = await createUser(context, { ...invitation, password }, asker)
  return { user, link: await newLink(context, user.id, asker.actor) }
}

/**
 * A new link for a person who forgot the password, or whose invitation expired. The old password still works; the
 * sessions and API tokens of before do not where `endAccess` asks for it.
 */
export async function makeLink(
  context: LinkContext,
  userId: string,
  { endAccess: ending }: LinkRequest,
  asker: Asker,
): Promise<PasswordLink> {
  const user = await context.accounts.account(userId)
  if (user === null) throw notFound('user', userId)
  refuseBeyond(asker, user.role)
  if (user.isDisabled) throw conflict(`${user.name} is disabled. Enable the account first.`)
  const link = await newLink(context, userId, asker.actor)
  const tokensEnded = ending ? await endAccess(context, userId) : 0
  await context.audit.record({
    actor: asker.actor,
    action: 'reset',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
    changes: tokensEndedNote(tokensEnded),
  })
  return link
}

/** Whose link it is. Throws AppError `not-found` for one that is unknown, used up or too old. */
export async function linkedPerson(context: LinkContext, secret: string): Promise<LinkedPerson> {
  const link = await context.links.find(context.tokenValues.hash(secret), nowOf(context))
  const { id, name, email, role } = await usable(context, link)
  const tokens = (await context.tokens.list(id)).length
  return {
    name,
    email,
    ...(runsCode(role) ? { runsCode: true } : {}),
    ...(tokens === 0 ? {} : { tokens }),
  }
}

/**
 * Uses a link up: the person has the password, is signed out everywhere, and has no API tokens left if that was asked for.
 * Throws AppError `not-found` when it was used already, also at this very moment.
 */
export async function setPasswordByLink(
  context: LinkContext,
  { secret, password, endTokens: asked }: LinkUse,
): Promise<PasswordSet> {
  const hash = context.tokenValues.hash(secret)
  const user = await usable(context, await context.links.find(hash, nowOf(context)))
  if ((await context.links.take(hash, nowOf(context))) === undefined) {
    throw new AppError('not-found', 'This link has just been used. Sign in with the password set by it.')
  }
  await context.accounts.updateAccount(user.id, { password }, { keepAnAdministrator: false })
  await signOutEverywhere(context, user.id)
  const tokensEnded = asked ? await endTokens(context, user.id) : 0
  const { id: entityId, name: entityName, email } = user
  await context.audit.record({
    actor: { id: user.id, name: user.name },
    action: 'update',
    entityType: 'user',
    entityId,
    entityName,
    changes: [{ path: 'password', secret: true }, ...tokensEndedNote(tokensEnded)],
  })
  return { name: entityName, email, tokensEnded }
}

/** One that a token made lasts no longer than the token. */
async function newLink(context: LinkContext, userId: string, { tokenId }: Actor): Promise<PasswordLink> {
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

async function usable(context: LinkContext, link: FoundPasswordLink | undefined): Promise<User> {
  const user = link === undefined ? null : await context.accounts.account(link.userId)
  const tokenId = link?.tokenId ?? null
  const isBacked = tokenId === null || (await managingToken(context, tokenId)) !== undefined
  if (user === null || user.isDisabled || !isBacked)
    throw new AppError(
      'not-found',
      'This link was already used or has expired. Ask an administrator for a new one.',
    )
  return user
}

const nowOf = (context: LinkContext): string => context.clock.now().toISOString()
