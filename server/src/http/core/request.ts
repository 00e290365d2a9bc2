import type { Actor, Requester } from '../../app/core/context.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type { HttpContext } from './environment.ts'

/** Returns the actor of a request. */
export function actorOf(c: HttpContext): Actor {
  const { user, tokenName, tokenId } = c.get('signedIn')
  const token = tokenId === undefined ? {} : { tokenId }
  return { id: user.id, name: user.name, tokenName, ...token, trigger: tokenName === null ? 'manual' : 'api' }
}

/**
 * Rejects API tokens for changes to the user's own account: a token has a role of its own, and a stolen token
 * must not be able to take over the account. `subject` starts the sentence: "A password cannot be changed".
 * Throws AppError `conflict`.
 */
export function refuseTokens(c: HttpContext, subject: string): void {
  if (c.get('signedIn').tokenName !== null)
    throw conflict(`${subject} with an API token. Sign in to do this.`)
}

/** Returns the actor of a request with the user's role. */
export const requesterOf = (c: HttpContext): Requester => ({
  actor: actorOf(c),
  role: c.get('signedIn').user.role,
})

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Returns the ID in the path. A malformed ID refers to nothing: 404, not 422. */
export function idOf(c: HttpContext, noun: string, parameter = 'id'): string {
  const id = c.req.param(parameter) ?? ''
  if (!UUID.test(id)) throw new AppError('not-found', `No ${noun} has this ID.`)
  return id.toLowerCase()
}
