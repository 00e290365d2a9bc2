import { openIdStateSchema } from '@flx/shared/access/setup'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import * as z from 'zod'

import { signInByOpenId } from '../../../app/access/sign-in-by-open-id.ts'
import { AppError, messageOf } from '../../../domain/core/errors.ts'
import { OpenIdRefusal } from '../../../domain/access/open-id.ts'
import { open } from '../../guards/access.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { query } from '../../guards/valid.ts'

const COOKIE = 'flx.openid'
const PATH = '/api/auth/openid'
const startQuery = z.object({ next: z.string().max(2000).optional() })
/**
 * Query of the callback, the one route that accepts unknown parameters: providers add their own (`iss`,
 * `session_state`, `scope`, `hd`), and RFC 6749 requires clients to ignore unknown ones. Only the parameters
 * of the code flow are used.
 */
const callbackQuery = z.looseObject({
  code: z.string().max(5000).optional(),
  state: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
})

/**
 * Routes for signing in at an OpenID provider, if one is configured. Browsers navigate here: every answer
 * redirects to a page.
 */
export function openIdRoutes(dependencies: HttpDependencies) {
  const { auth, context, devices, openId, tokens, publicUrl, log, passwordLinks: links } = dependencies
  return new Hono<HttpEnvironment>()
    .get('/', open('Returns whether OpenID sign-in is available', { gives: openIdStateSchema }), (c) =>
      c.json({ label: openId === null ? null : openId.provider.label }),
    )
    .get(
      '/start',
      open('Redirects to the OpenID provider', { success: 302, problems: [404] }),
      query(startQuery),
      async (c) => {
        if (openId === null) throw new AppError('not-found', 'No OpenID provider is set up on this server.')
        try {
          const redirectUri = `${publicUrl ?? new URL(c.req.url).origin}${PATH}/callback`
          const { url, pending } = await openId.provider.begin(
            redirectUri,
            localPath(c.req.valid('query').next),
          )
          setPendingCookie(c, pending, 600)
          return c.redirect(url, 302)
        } catch (error) {
          return redirectRefusal(c, error)
        }
      },
    )
    .get(
      '/callback',
      open('Receives the redirect from the OpenID provider', { success: 302, problems: [404] }),
      query(callbackQuery),
      async (c) => {
        if (openId === null) throw new AppError('not-found', 'No OpenID provider is set up on this server.')
        try {
          const pending = getCookie(c, COOKIE) ?? ''
          const { identity, next } = await openId.provider.finish(new URL(c.req.url), pending)
          const cookies = await signInByOpenId(
            {
              audit: context.audit,
              accounts: auth,
              devices,
              links,
              randomPassword: () => tokens.tokenValues.random(),
            },
            identity,
            openId.rules,
            { headers: c.req.raw.headers, address: c.get('address') },
          )
          setPendingCookie(c, '', 0)
          for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
          return c.redirect(next, 302)
        } catch (error) {
          setPendingCookie(c, '', 0)
          return redirectRefusal(c, error)
        }
      },
    )

  function setPendingCookie(c: HttpContext, value: string, seconds: number): void {
    const secure = publicUrl?.startsWith('https:') === true ? '; Secure' : ''
    // Lax: the cookie must be sent when the provider redirects back.
    c.header(
      'set-cookie',
      `${COOKIE}=${value}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
      {
        append: true,
      },
    )
  }

  function redirectRefusal(c: HttpContext, error: unknown): Response {
    const problem = error instanceof OpenIdRefusal ? error.problem : 'failed'
    const cause = error instanceof OpenIdRefusal ? error.cause : error
    log.warn(
      { requestId: c.get('requestId'), problem, ...(cause === undefined ? {} : { cause: messageOf(cause) }) },
      'An OpenID sign-in failed',
    )
    return c.redirect(`/sign-in?problem=${problem}`, 302)
  }
}

/** Returns a path of ours to continue at, never an external address from a link. */
const localPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith('/api/') ? next : '/'
