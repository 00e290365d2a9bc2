import { hasRole, type Role } from '@flx/shared/role'
import type { MiddlewareHandler } from 'hono'
import type { ZodType } from 'zod'

import type { Auth, SignedIn } from '../domain/auth.ts'
import { AppError } from '../domain/errors.ts'
import type { HttpEnvironment } from './environment.ts'

type Middleware = MiddlewareHandler<HttpEnvironment>
const STATED = Symbol('what a route says of itself')

/**
 * What a route says of its answers. The API document is made from it, and every answer of the tests is held against
 * that document. Whatever has a body `gives` a schema of `@flx/shared`, of which the type is inferred:
 *
 *     needs('viewer', 'Lists pipelines', { gives: listOf(pipelineSummarySchema) })
 *     needs('editor', 'Creates a pipeline', { success: 201, gives: pipelineSchema })
 *     needs('editor', 'Archives a pipeline', { success: 204 })
 *
 * A schema that is exported as `pipelineSchema` from a file in `openapi-names.ts` is called Pipeline in the document.
 */
export interface Answers {
  /** Statuses of a success, 200 unless said otherwise. */
  success?: Success | readonly Success[]
  /** The answer in words. */
  answer?: string
  /** Schema of the body, or the media type of one that is not JSON. Only a 204 and a 302 go without. */
  gives?: ZodType | `${string}/${string}`
  /** Statuses of refusals besides those that every such route has, see `openapi-operation.ts`. */
  problems?: readonly ProblemStatus[]
}
export type Success = 200 | 201 | 202 | 204 | 302
export type ProblemStatus = 404 | 409 | 422 | 429 | 503

export interface Stated extends Answers {
  role: Role | 'open'
  summary: string
}

/** The routes that need no session: sign-in, links to set a password, the first administrator and the health checks (DESIGN §5). */
export const OPEN_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/auth/sign-in/email',
  'GET /api/auth/get-session',
  'GET /api/auth/openid',
  'GET /api/auth/openid/start',
  'GET /api/auth/openid/callback',
  'POST /api/auth/check-link',
  'POST /api/auth/use-link',
  'GET /api/setup',
  'POST /api/setup',
  'GET /healthz',
  'GET /readyz',
])

/** Closes everything under /api: without a valid session only the open routes answer. */
export function requireSession(auth: Auth): Middleware {
  return async (c, next) => {
    if (!OPEN_ROUTES.has(`${c.req.method} ${c.req.path}`)) {
      const signedIn = await identify(auth, c.req.raw.headers)
      if (signedIn === null) throw new AppError('unauthenticated', whatIsMissing(c.req.raw.headers))
      c.set('signedIn', signedIn)
    }
    await next()
  }
}

const whatIsMissing = (headers: Headers): string =>
  headers.has('authorization')
    ? 'The API token is unknown or no longer valid.'
    : 'Sign in to do this, or send an API token.'

/** Who asks: by the cookie of a session, or by an API token (`Authorization: Bearer flx_…`). */
async function identify(auth: Auth, headers: Headers): Promise<SignedIn | null> {
  if (!headers.has('cookie') && !headers.has('authorization')) return null
  return auth.session(headers)
}

/** First handler of every route: the role it needs, what it does and what it answers. */
export function needs(role: Role, summary: string, answers: Answers = {}): Middleware {
  const check: Middleware = async (c, next) => {
    const { user } = c.get('signedIn')
    if (!hasRole(user.role, role)) {
      throw new AppError('forbidden', `This needs the role ${role}; yours is ${user.role}.`)
    }
    await next()
  }
  return Object.assign(check, { [STATED]: { role, summary, ...answers } satisfies Stated })
}

/** First handler of the open routes. */
export function open(summary: string, answers: Answers = {}): Middleware {
  const pass: Middleware = (_c, next) => next()
  return Object.assign(pass, { [STATED]: { role: 'open', summary, ...answers } satisfies Stated })
}

/** What a handler of `app.routes` says of its route; undefined for handlers that say nothing. */
export function statedBy(handler: object): Stated | undefined {
  return (handler as { [STATED]?: Stated })[STATED]
}

/** Throws when a route under /api states no role, or is open without being listed: the server does not start so. */
export function refuseUnstatedRoutes(routes: readonly { method: string; path: string; handler: object }[]) {
  const stated = new Map<string, Role | 'open' | undefined>()
  for (const { method, path, handler } of routes) {
    if (method === 'ALL' || !path.startsWith('/api/')) continue
    const route = `${method} ${path}`
    stated.set(route, stated.get(route) ?? statedBy(handler)?.role)
  }
  for (const [route, role] of stated) {
    if (role === undefined) throw new Error(`The route ${route} does not state the role it needs.`)
    if ((role === 'open') !== OPEN_ROUTES.has(route)) {
      throw new Error(`The route ${route} is open in one place and closed in the other.`)
    }
  }
}
