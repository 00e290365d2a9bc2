import type { MiddlewareHandler } from 'hono'

import { AppError } from '../../domain/core/errors.ts'
import type { HttpEnvironment } from '../core/environment.ts'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses changes that another site's page asks for in the name of a signed-in person. A browser says where a request
 * comes from by Origin, or by Sec-Fetch-Site; with a cookie and neither of them it is refused too.
 */
export function refuseOtherOrigins(publicUrl: string | null): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    if (!READING.has(c.req.method)) {
      const header = (name: string) => c.req.header(name)
      const origin = header('origin')
      const trusted =
        origin === undefined
          ? header('cookie') === undefined || ['same-origin', 'none'].includes(header('sec-fetch-site') ?? '')
          : isSameOrigin(origin, c.get('host'), publicUrl)
      if (!trusted) {
        throw new AppError(
          'forbidden',
          'The request comes from another site. If the server is behind a proxy, set FLX_PUBLIC_URL to the address in the browser.',
        )
      }
    }
    await next()
  }
}

/** True when a page of this origin is ours: it is the public URL, or the host that the request names. */
function isSameOrigin(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  if (publicUrl !== null && from.origin === publicUrl) return true
  return /^https?:$/.test(from.protocol) && host !== undefined && from.host === host.toLowerCase()
}

/** A handshake's headers, as Node gives them. */
interface HandshakeHeaders {
  origin?: string | undefined
  'sec-fetch-site'?: string | string[] | undefined
}

/** The same checks for the handshake of a socket, which no route sees: its `host` is known, and its page is ours. */
export function isOwnHandshake(
  headers: HandshakeHeaders,
  host: string | undefined,
  { allowedHosts, publicUrl }: { allowedHosts: ReadonlySet<string> | null; publicUrl: string | null },
): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (allowedHosts !== null && !allowedHosts.has(hostName(host ?? ''))) return false
  // Programs say nothing; browsers leave the Origin out of reading requests, but say whose page asks.
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return isSameOrigin(origin, host, publicUrl)
}

/**
 * Refuses host names that are not this server's. Against DNS rebinding: a foreign name that resolves to a loopback
 * address makes its page the same origin as ours.
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
          `This server does not answer to "${host}". Use http://127.0.0.1, or set FLX_PUBLIC_URL to the address in the browser.`,
        )
      }
    }
    await next()
  }
}

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')
