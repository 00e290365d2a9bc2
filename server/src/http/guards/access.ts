import { hasRole, type Role } from '@flx/shared/access/role'
import { USER_HEADER } from '@flx/shared/access/user-header'
import type { BlankInput } from 'hono/types'
import type { MiddlewareHandler, TypedResponse } from 'hono'
import type * as z from 'zod'

import type { Auth, SignedIn } from '../../domain/access/auth.ts'
import { AppError } from '../../domain/core/errors.ts'
import type { HttpEnvironment } from '../core/environment.ts'
import { refuseUnusable } from './usable-request.ts'

type Middleware = MiddlewareHandler<HttpEnvironment>

/** Carries a route's response body in its type, where the typed client reads it. */
export interface Contract<Body> {
  readonly contract: Body
}
type Statuses<Stated> = Stated extends { success: infer Success }
  ? Success extends readonly (infer Element)[]
    ? Element
    : Success
  : 200
/**
 * The type of the body that a route's `gives` describes; undefined if it is not JSON or the status can be
 * 204.
 */
type AnswerBody<Stating extends Answers> =
  | (Stating extends { gives: infer Schema extends z.ZodType } ? z.output<Schema> : undefined)
  | (204 extends Statuses<Stating> ? undefined : never)
type Typed<Stating extends Answers> = MiddlewareHandler<
  HttpEnvironment,
  string,
  BlankInput,
  TypedResponse<Contract<AnswerBody<Stating>>, 200, 'json'>
>

const STATEMENT = Symbol('the statement of a route')

/**
 * Describes the answers of a route. The API document is generated from it, and the tests validate every
 * answer against that document. A JSON body is described by a schema of `@flx/shared` in `gives`, from which
 * its type is inferred:
 *
 *     needs('viewer', 'Lists pipelines', { gives: listOf(pipelineSummarySchema) })
 *     needs('editor', 'Creates a pipeline', { success: 201, gives: pipelineSchema })
 *     needs('editor', 'Deletes a pipeline', { success: 204 })
 *
 * A schema that is exported as `pipelineSchema` from a file in `openapi-names.ts` is called Pipeline in the
 * document.
 */
export interface Answers {
  /** Statuses of a success; 200 by default. */
  success?: Success | readonly Success[]
  /** Description of the answer. */
  answer?: string
  /** Schema of the body, or the media type of a body that is not JSON. Only 204, 302 and 304 have none. */
  gives?: z.ZodType | `${string}/${string}`
  /** Statuses of refusals beyond those of every such route; see `openapi-operation.ts`. */
  problems?: readonly ProblemStatus[]
}
export type Success = 200 | 201 | 202 | 204 | 302 | 304
export type ProblemStatus = 404 | 409 | 422 | 429 | 503

export interface RouteStatement extends Answers {
  role: Role | 'open'
  summary: string
}

/**
 * Routes that need no session: sign-in, links to set a password, the first administrator and the health
 * checks (DESIGN §5).
 */
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
      if (signedIn === null) throw new AppError('unauthenticated', missingCredentials(c.req.raw.headers))
      refuseOtherUser(signedIn, c.req.header(USER_HEADER))
      c.set('signedIn', signedIn)
    }
    await next()
  }
}

/** Throws if the page belongs to another user: someone else might have signed in to the browser meanwhile. */
function refuseOtherUser({ user }: SignedIn, pageUserId: string | undefined): void {
  if (pageUserId === undefined || pageUserId === user.id) return
  throw new AppError(
    'unauthenticated',
    'Another user has signed in to this browser. Sign in again to continue with this page.',
  )
}

const missingCredentials = (headers: Headers): string =>
  headers.has('authorization') ? 'The API token is not valid.' : 'Sign in to do this, or send an API token.'

/** Identifies the user by the session cookie or an API token (`Authorization: Bearer flx_…`). */
async function identify(auth: Auth, headers: Headers): Promise<SignedIn | null> {
  if (!headers.has('cookie') && !headers.has('authorization')) return null
  return auth.session(headers)
}

/**
 * Creates the first handler of every route: the role it needs, a summary and its answers. It also rejects
 * requests that no route can use, so that a new route cannot forget to.
 */
export function needs<const Stating extends Answers>(
  role: Role,
  summary: string,
  answers?: Stating,
): Typed<Stating> {
  const check: Middleware = async (c, next) => {
    const { user } = c.get('signedIn')
    if (!hasRole(user.role, role)) {
      throw new AppError('forbidden', `This needs the ${role} role; yours is ${user.role}.`)
    }
    await refuseUnusable(c)
    await next()
  }
  return attachStatement<Stating>(check, { role, summary, ...answers })
}

/** Creates the first handler of an open route. */
export function open<const Stating extends Answers>(summary: string, answers?: Stating): Typed<Stating> {
  const pass: Middleware = async (c, next) => {
    await refuseUnusable(c)
    await next()
  }
  return attachStatement<Stating>(pass, { role: 'open', summary, ...answers })
}

/**
 * Attaches the statement to a handler. The type declares the answer of the handler behind it; the tests check
 * every answer against its schema.
 */
const attachStatement = <Stating extends Answers>(
  handler: Middleware,
  stated: RouteStatement,
): Typed<Stating> => Object.assign(handler, { [STATEMENT]: stated }) as unknown as Typed<Stating>

/** Returns what a handler of `app.routes` states; undefined for other handlers. */
export function statementOf(handler: object): RouteStatement | undefined {
  return (handler as { [STATEMENT]?: RouteStatement })[STATEMENT]
}

/**
 * Throws if a route under /api states no role or is open without being listed, which stops the server from
 * starting.
 */
export function refuseUnstatedRoutes(routes: readonly { method: string; path: string; handler: object }[]) {
  const stated = new Map<string, Role | 'open' | undefined>()
  for (const { method, path, handler } of routes) {
    if (method === 'ALL' || !path.startsWith('/api/')) continue
    const route = `${method} ${path}`
    stated.set(route, stated.get(route) ?? statementOf(handler)?.role)
  }
  for (const [route, role] of stated) {
    if (role === undefined) throw new Error(`The route ${route} does not state the role it needs.`)
    if ((role === 'open') !== OPEN_ROUTES.has(route)) {
      throw new Error(`The route ${route} is open in one place and closed in the other.`)
    }
  }
}
