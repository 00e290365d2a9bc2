import { signInSchema, sessionUserSchema } from '@flx/shared/access/setup'
import { Hono } from 'hono'

import { AppError } from '../../../domain/core/errors.ts'
import { needs, open } from '../../guards/access.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { problemResponse } from '../../core/problem.ts'
import { body } from '../../guards/valid.ts'

/** Routes for signing in and out. Nothing else of the sign-in library is reachable. */
export function sessionRoutes({ auth, sessionEnded }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .post(
      '/sign-in/email',
      open('Signs in and sets the session cookie', {
        answer: 'The user.',
        gives: sessionUserSchema,
        problems: [503],
      }),
      body(signInSchema),
      async (c) => {
        const { email, password, rememberMe = true } = c.req.valid('json')
        const result = await auth.signIn(
          { email: email.toLowerCase(), password, rememberMe },
          { headers: c.req.raw.headers, address: c.get('address') },
        )
        if (result.outcome === 'throttled') return throttledResponse(result.retryAfterSeconds)
        if (result.outcome === 'wrong') {
          throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.')
        }
        setCookies(c, result.cookies)
        return c.json(result.user)
      },
    )
    .post('/sign-out', needs('viewer', 'Ends the session', { success: 204 }), async (c) => {
      const { sessionId } = c.get('signedIn')
      setCookies(c, await auth.signOut(c.req.raw.headers))
      sessionEnded(sessionId)
      return c.body(null, 204)
    })
    .get(
      '/get-session',
      open('Returns who is signed in', {
        answer: 'The user, or null.',
        gives: sessionUserSchema.nullable(),
      }),
      async (c) => {
        const { user, cookies } = await auth.renewSession(c.req.raw.headers)
        setCookies(c, cookies)
        return c.json(user)
      },
    )
}

function setCookies(c: HttpContext, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
}

function throttledResponse(seconds: number): Response {
  const wait = Math.max(1, Math.ceil(seconds))
  return problemResponse(
    new AppError(
      'too-many-requests',
      `Too many attempts to sign in. Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`,
    ),
    { 'retry-after': String(wait) },
  )
}
