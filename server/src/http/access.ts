import { hasRole, type Role } from '@flx/shared/role'
import type { MiddlewareHandler } from 'hono'
import { describeRoute, uniqueSymbol } from 'hono-openapi'

import type { Auth, SignedIn } from '../domain/auth.ts'
import { AppError } from '../domain/errors.ts'
import { problemAnswers } from './openapi-answers.ts'
import type { HttpEnvironment } from './environment.ts'

type Middleware = MiddlewareHandler<HttpEnvironment>
const STATED_ROLE = Symbol('the role that a route needs')

/** The routes under /api that need no session: sign-in and the first administrator (DESIGN §5). */
export const OPEN_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/auth/sign-in/email',
  'GET /api/auth/get-session',
  'GET /api/setup',
  'POST /api/setup',
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

/** First handler of every route: the role it needs and what it does, for the check and for the API document. */
export function needs(
  role: Role,
  summary: string,
  options: { success?: number; answer?: string } = {},
): Middleware {
  const check: Middleware = async (c, next) => {
    const { user } = c.get('signedIn')
    if (!hasRole(user.role, role)) {
      throw new AppError('forbidden', `This needs the role ${role}; yours is ${user.role}.`)
    }
    await next()
  }
  return Object.assign(check, {
    [STATED_ROLE]: role,
    [uniqueSymbol]: described(`${summary}.`, `Role: ${role} or above.`, options),
  })
}

/** First handler of the open routes. */
export function open(summary: string, options: { success?: number; answer?: string } = {}): Middleware {
  const pass: Middleware = (_c, next) => next()
  return Object.assign(pass, {
    [STATED_ROLE]: 'open' as const,
    [uniqueSymbol]: described(`${summary}.`, 'Open: needs no session.', options),
  })
}

/** The role that a handler of `app.routes` states, undefined for other handlers. */
export function statedRole(handler: object): Role | 'open' | undefined {
  return (handler as { [STATED_ROLE]?: Role | 'open' })[STATED_ROLE]
}

/** Throws when a route under /api states no role, or is open without being listed: the server does not start so. */
export function refuseUnstatedRoutes(routes: readonly { method: string; path: string; handler: object }[]) {
  const stated = new Map<string, Role | 'open' | undefined>()
  for (const { method, path, handler } of routes) {
    if (method === 'ALL' || !path.startsWith('/api/')) continue
    const route = `${method} ${path}`
    stated.set(route, stated.get(route) ?? statedRole(handler))
  }
  for (const [route, role] of stated) {
    if (role === undefined) throw new Error(`The route ${route} does not state the role it needs.`)
    if ((role === 'open') !== OPEN_ROUTES.has(route)) {
      throw new Error(`The route ${route} is open in one place and closed in the other.`)
    }
  }
}

function described(
  summary: string,
  description: string,
  { success = 200, answer = 'Done.' }: { success?: number; answer?: string },
) {
  const middleware = describeRoute({
    summary,
    description,
    responses: { [success]: { description: answer }, ...problemAnswers },
  })
  return (middleware as unknown as { [uniqueSymbol]: unknown })[uniqueSymbol]
}
