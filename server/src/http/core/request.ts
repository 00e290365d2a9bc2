import type { Actor, Asker } from '../../app/core/context.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type { HttpContext } from './environment.ts'

/** On whose behalf this request acts. */
export function actorOf(c: HttpContext): Actor {
  const { user, tokenName, tokenId } = c.get('signedIn')
  const by = tokenId === undefined ? {} : { tokenId }
  return { id: user.id, name: user.name, tokenName, ...by, trigger: tokenName === null ? 'manual' : 'api' }
}

/**
 * For what people do with their own account: a token has a role of its own, and a stolen one must not be able to take
 * over the account. `what` begins the sentence: "A password cannot be changed". Throws AppError `conflict`.
 */
export function refuseTokens(c: HttpContext, what: string): void {
  if (c.get('signedIn').tokenName !== null) throw conflict(`${what} with an API token. Sign in to do this.`)
}

/** The same, with the role of that person. */
export const askerOf = (c: HttpContext): Asker => ({
  actor: actorOf(c),
  role: c.get('signedIn').user.role,
})

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The id in the path. What cannot be an id names nothing: 404, not 422. */
export function idOf(c: HttpContext, what: string, parameter = 'id'): string {
  const id = c.req.param(parameter) ?? ''
  if (!UUID.test(id)) throw new AppError('not-found', `No ${what} has this ID.`)
  return id.toLowerCase()
}
