import { hasRole, type Role } from '@flx/shared/access/role'

import { AppError } from '../../domain/core/errors.ts'
import type { TokenRecord } from '../../domain/access/token-store.ts'
import type { Requester } from '../core/context.ts'
import { requireRole } from './require-role.ts'
import { lowerRole, type TokenContext } from './tokens.ts'

/**
 * Throws if `role` exceeds the requester's own. An API token cannot manage administrators: a stolen token could
 * make itself permanent. Throws AppError `forbidden`.
 */
export function refuseHigherRole(requester: Requester, role: Role): void {
  requireRole(requester, role, `Managing users with the ${role} role`)
  if (requester.actor.tokenId !== undefined && role === 'admin') {
    throw new AppError(
      'forbidden',
      'An API token cannot create or change administrators. Sign in to do this.',
    )
  }
}

type Context = Pick<TokenContext, 'clock'> & {
  tokens: Pick<TokenContext['tokens'], 'find'>
  accounts: Pick<TokenContext['accounts'], 'account'>
}

/**
 * Returns the current role of the requester, never more than at the time of the request: work done long after the
 * request still needs the role. Null if the account is disabled or gone, or if the token was deleted or has
 * expired.
 */
export async function currentRole(context: Context, { actor, role }: Requester): Promise<Role | null> {
  const token = actor.tokenId === undefined ? null : await context.tokens.find(actor.tokenId)
  if (token === undefined || (token !== null && isExpired(context, token))) return null
  const account = await context.accounts.account(actor.id)
  return account === null || account.isDisabled ? null : lowerRole(role, account.role)
}

/**
 * Returns the token while it and its owner still have the role that managing users needs, otherwise
 * undefined.
 */
export async function findManagingToken(context: Context, tokenId: string): Promise<TokenRecord | undefined> {
  const token = await context.tokens.find(tokenId)
  if (token === undefined || isExpired(context, token)) return undefined
  const owner = await context.accounts.account(token.ownerId)
  if (owner === null || owner.isDisabled) return undefined
  return hasRole(lowerRole(token.role, owner.role), 'admin') ? token : undefined
}

const isExpired = ({ clock }: Context, { expiresAt }: TokenRecord): boolean =>
  expiresAt !== null && expiresAt <= clock.now().toISOString()
