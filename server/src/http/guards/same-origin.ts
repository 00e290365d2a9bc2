import type { MiddlewareHandler } from 'hono'

import { AppError } from '../../domain/core/errors.ts'
import type { HttpEnvironment } from '../core/environment.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Rejects changes that another site's page requests in the name of a signed-in user. Browsers reveal a
 * request's source in Origin or Sec-Fetch-Site; a request with a cookie and neither header is rejected too.
 */
export function refuseOtherOrigins(publicUrl: string | null): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method)) {
      const header = (name: string) => c.req.header(name)
      const origin = header('origin')
      const isTrusted =
        origin === undefined
          ? header('cookie') === undefined || ['same-origin', 'none'].includes(header('sec-fetch-site') ?? '')
          : isSameOrigin(origin, c.get('host'), publicUrl)
      if (!isTrusted) {
        throw new AppError(
          'forbidden',
          'The request comes from another site. If the server is behind a proxy, set FLX_PUBLIC_URL to the address in the browser.',
        )
      }
    }
    await next()
  }
}

/** Returns whether a page of this origin is ours: its origin is the public URL or the requested host. */
function isSameOrigin(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  if (publicUrl !== null && page.origin === publicUrl) return true
  return /^https?:$/.test(page.protocol) && host !== undefined && page.host === host.toLowerCase()
}

/** Headers of a handshake as Node provides them. */
interface HandshakeHeaders {
  origin?: string | undefined
  'sec-fetch-site'?: string | string[] | undefined
}

/**
 * Applies the same checks to the handshake of a socket, which bypasses the routes: its host must be known and
 * its page ours.
 */
export function isOwnHandshake(
  headers: HandshakeHeaders,
  host: string | undefined,
  { allowedHosts, publicUrl }: { allowedHosts: ReadonlySet<string> | null; publicUrl: string | null },
): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (allowedHosts !== null && !allowedHosts.has(hostName(host ?? ''))) return false
  // Programs send neither header; browsers omit Origin when reading but send Sec-Fetch-Site.
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return isSameOrigin(origin, host, publicUrl)
}

/**
 * Rejects host names that are not this server's. Protects against DNS rebinding: a foreign name that resolves
 * to a loopback address would make its page the same origin as ours.
 */
export function refuseOtherHosts(
  allowedHosts: ReadonlySet<string> | null,
): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    if (allowedHosts !== null) {
      const host = hostName(c.get('host') ?? new URL(c.req.url).host)
      if (!allowedHosts.has(host)) {
        throw new AppError(
          'forbidden',
          `This server does not respond to "${host}". Use http://127.0.0.1, or set FLX_PUBLIC_URL to the address in the browser.`,
        )
      }
    }
    await next()
  }
}

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')
