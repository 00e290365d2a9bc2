import { hasRole, ROLES, type Role } from '@flx/shared/access/role'
import { TOKEN_PREFIX, type ApiToken, type CreatedToken, type TokenCreate } from '@flx/shared/access/token'

import type { Auth, SignedIn } from '../../domain/access/auth.ts'
import { invalid, notFound } from '../../domain/core/errors.ts'
import type { TokenRecord, TokenStore, TokenValues } from '../../domain/access/token-store.ts'
import { nowText, type Requester, type AppContext } from '../core/context.ts'

export type TokenContext = Pick<AppContext, 'clock' | 'newId' | 'audit'> & {
  tokens: TokenStore
  accounts: Pick<Auth, 'account' | 'accounts'>
  tokenValues: TokenValues
}

/** Returns the tokens the requester can see: their own, or all for an administrator. */
export async function listTokens(context: TokenContext, requester: Requester): Promise<ApiToken[]> {
  const canSeeAll = requester.role === 'admin'
  const records = await context.tokens.list(canSeeAll ? null : requester.actor.id)
  const names = new Map(
    canSeeAll ? (await context.accounts.accounts()).map(({ id, name }) => [id, name]) : [],
  )
  return records.map((record) =>
    presentToken(
      record,
      names.get(record.ownerId) ?? (record.ownerId === requester.actor.id ? requester.actor.name : ''),
    ),
  )
}

/** Creates a token with at most the requester's role. Its value is returned here and never again. */
export async function createToken(
  context: TokenContext,
  body: TokenCreate,
  requester: Requester,
): Promise<CreatedToken> {
  if (!hasRole(requester.role, body.role))
    throw invalid(`Your role is ${requester.role}: a token cannot have a higher one.`, 'role')
  const at = nowText(context)
  if (body.expiresAt !== null && new Date(body.expiresAt).toISOString() <= at)
    throw invalid('Choose a time in the future.', 'expiresAt')
  const value = `${TOKEN_PREFIX}${context.tokenValues.random()}`
  const record: TokenRecord = {
    id: context.newId(),
    name: body.name,
    role: body.role,
    hint: value.slice(0, TOKEN_PREFIX.length + 4),
    hash: context.tokenValues.hash(value),
    ownerId: requester.actor.id,
    createdAt: at,
    expiresAt: body.expiresAt === null ? null : new Date(body.expiresAt).toISOString(),
    lastUsedAt: null,
  }
  await context.tokens.create(record)
  const { id: entityId, name: entityName } = record
  await context.audit.record({
    actor: requester.actor,
    action: 'create',
    entityType: 'token',
    entityId,
    entityName,
  })
  return { token: presentToken(record, requester.actor.name), value }
}

/** Deletes a token: the requester's own, or any for an administrator. Takes effect with the next request. */
export async function deleteToken(context: TokenContext, id: string, requester: Requester): Promise<void> {
  const record = await context.tokens.find(id)
  // Do not reveal whether another user's token exists.
  if (record === undefined || (record.ownerId !== requester.actor.id && requester.role !== 'admin'))
    throw notFound('token', id)
  await context.tokens.remove(id)
  const { name: entityName } = record
  await context.audit.record({
    actor: requester.actor,
    action: 'delete',
    entityType: 'token',
    entityId: id,
    entityName,
  })
}

const MINUTE_MS = 60_000

/**
 * Returns the user a token stands for, with the lower of the token's role and its owner's. Null if the token
 * is unknown or has expired, or if its owner is gone or disabled.
 */
export async function authenticateToken(
  context: Omit<TokenContext, 'audit' | 'newId'>,
  authorization: string,
): Promise<SignedIn | null> {
  const value = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (value === undefined || !value.startsWith(TOKEN_PREFIX)) return null
  const token = await context.tokens.findByHash(context.tokenValues.hash(value))
  const now = context.clock.now()
  if (token === undefined || (token.expiresAt !== null && token.expiresAt <= now.toISOString())) return null
  const owner = await context.accounts.account(token.ownerId)
  if (owner === null || owner.isDisabled) return null
  if (token.lastUsedAt === null || now.getTime() - Date.parse(token.lastUsedAt) > MINUTE_MS)
    await context.tokens.touch(token.id, now.toISOString())
  return {
    user: { id: owner.id, name: owner.name, email: owner.email, role: lowerRole(token.role, owner.role) },
    sessionId: `token:${token.id}`,
    tokenName: token.name,
    tokenId: token.id,
  }
}

/** Returns the lower of two roles. */
export const lowerRole = (a: Role, b: Role): Role => (ROLES.indexOf(a) < ROLES.indexOf(b) ? a : b)

const presentToken = ({ hash: _hash, ...token }: TokenRecord, ownerName: string): ApiToken => ({
  ...token,
  ownerName,
})
