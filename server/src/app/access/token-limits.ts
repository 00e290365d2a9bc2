import { hasRole, type Role } from '@flx/shared/access/role'

import { AppError } from '../../domain/core/errors.ts'
import type { TokenRecord } from '../../domain/access/token-store.ts'
import type { Asker } from '../core/context.ts'
import { requireRole } from './require-role.ts'
import { lowerRole, type TokenContext } from './tokens.ts'

/**
 * Refuses to give an account more than the asker has. An API token touches no administrator: a stolen one could make
 * itself permanent. Throws AppError `forbidden`.
 */
export function refuseBeyond(asker: Asker, role: Role): void {
  requireRole(asker, role, `To manage a person with the role ${role}`)
  if (asker.actor.tokenId !== undefined && role === 'admin') {
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
 * The role that who asked has by now: what is done long after the request needs it still. Never more than there was then.
 * Null for an account that is disabled or gone, and for a token that was deleted or has expired.
 */
export async function presentRole(context: Context, { actor, role }: Asker): Promise<Role | null> {
  const token = actor.tokenId === undefined ? null : await context.tokens.find(actor.tokenId)
  if (token === undefined || (token !== null && isExpired(context, token))) return null
  const account = await context.accounts.account(actor.id)
  return account === null || account.isDisabled ? null : lowerRole(role, account.role)
}

/** The token, while it and its owner still have the role that managing people needs; undefined afterwards. */
export async function managingToken(context: Context, tokenId: string): Promise<TokenRecord | undefined> {
  const token = await context.tokens.find(tokenId)
  if (token === undefined || isExpired(context, token)) return undefined
  const owner = await context.accounts.account(token.ownerId)
  if (owner === null || owner.isDisabled) return undefined
  return hasRole(lowerRole(token.role, owner.role), 'admin') ? token : undefined
}

const isExpired = ({ clock }: Context, { expiresAt }: TokenRecord): boolean =>
  expiresAt !== null && expiresAt <= clock.now().toISOString()
