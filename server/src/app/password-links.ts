import type { Invitation, Invited, LinkedPerson, PasswordLink } from '@flx/shared/password-link'

import type { AuditActor } from '../domain/audit-log.ts'
import { AppError, conflict, notFound } from '../domain/errors.ts'
import type { PasswordLinks } from '../domain/password-links.ts'
import type { TokenValues } from '../domain/token-store.ts'
import type { Actor, AppContext } from './context.ts'
import { createUser, signOutEverywhere, type UserContext } from './users.ts'

export type LinkContext = UserContext &
  Pick<AppContext, 'clock'> & { links: PasswordLinks; tokenValues: TokenValues }

const DAY_MS = 86_400_000
/** An invitation may lie in somebody's mail for some days. */
export const LINK_DAYS = 7

/** Adds a person, who chooses the password by the link. Throws AppError `conflict` when the address has an account. */
export async function invite(context: LinkContext, invitation: Invitation, actor: Actor): Promise<Invited> {
  // Nobody knows this one: until the link was used there is no way in.
  const password = context.tokenValues.random()
  const user = await createUser(context, { ...invitation, password }, actor)
  return { user, link: await newLink(context, user.id, LINK_DAYS) }
}

/** A new link for a person who forgot the password, or whose invitation expired. The password of before goes on. */
export async function makeLink(
  context: LinkContext,
  userId: string,
  actor: AuditActor,
  days: number = LINK_DAYS,
): Promise<PasswordLink> {
  const user = await context.accounts.account(userId)
  if (user === null) throw notFound('user', userId)
  if (user.isDisabled) throw conflict(`${user.name} is disabled. Enable the account first.`)
  const link = await newLink(context, userId, days)
  await note(context, actor, user)
  return link
}

/** Whose link it is. Throws AppError `not-found` for one that is unknown, used up or too old. */
export async function linkedPerson(context: LinkContext, secret: string): Promise<LinkedPerson> {
  const userId = await context.links.find(context.tokenValues.hash(secret), nowOf(context))
  const { name, email } = await usable(context, userId)
  return { name, email }
}

/** Uses a link up: the person has the password, and is signed out everywhere. */
export async function setPasswordByLink(
  context: LinkContext,
  { secret, password }: { secret: string; password: string },
): Promise<LinkedPerson> {
  const userId = await context.links.take(context.tokenValues.hash(secret), nowOf(context))
  const user = await usable(context, userId)
  await context.accounts.updateAccount(user.id, { password }, { keepAnAdministrator: false })
  await signOutEverywhere(context, user.id)
  const { id: entityId, name: entityName, email } = user
  await context.audit.record({
    actor: { id: user.id, name: user.name },
    action: 'update',
    entityType: 'user',
    entityId,
    entityName,
    changes: [{ path: 'password', secret: true }],
  })
  return { name: entityName, email }
}

async function newLink(context: LinkContext, userId: string, days: number): Promise<PasswordLink> {
  const secret = context.tokenValues.random()
  const now = context.clock.now()
  const expiresAt = new Date(now.getTime() + days * DAY_MS).toISOString()
  const hash = context.tokenValues.hash(secret)
  await context.links.save({ userId, hash, createdAt: now.toISOString(), expiresAt })
  return { path: `/set-password#${secret}`, expiresAt }
}

async function usable(context: LinkContext, userId: string | undefined) {
  const user = userId === undefined ? null : await context.accounts.account(userId)
  if (user === null || user.isDisabled)
    throw new AppError(
      'not-found',
      'This link was used already, or its time is over. Ask an administrator for a new one.',
    )
  return user
}

const nowOf = (context: LinkContext): string => context.clock.now().toISOString()

const note = (context: LinkContext, actor: AuditActor, { id, name }: { id: string; name: string }) =>
  context.audit.record({ actor, action: 'reset', entityType: 'user', entityId: id, entityName: name })
