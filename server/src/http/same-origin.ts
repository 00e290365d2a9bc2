import type { MiddlewareHandler } from 'hono'

import { AppError } from '../domain/errors.ts'
import type { HttpEnvironment } from './environment.ts'

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
          : isSameOrigin(origin, header('host'), publicUrl)
      if (!trusted) {
        throw new AppError(
          'forbidden',
          'The request comes from another site. If a proxy stands before the server, set FLX_PUBLIC_URL to the address in the browser.',
        )
      }
    }
    await next()
  }
}

/** True when a page of this origin is ours: it is the public URL, or the host that the request names. */
export function isSameOrigin(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  if (publicUrl !== null && from.origin === publicUrl) return true
  return /^https?:$/.test(from.protocol) && host !== undefined && from.host === host.toLowerCase()
}

/**
 * Refuses host names that nobody gave to this server. Against DNS rebinding: a foreign name that resolves to a loopback
 * address makes its page the same origin as ours.
 */
export function refuseOtherHosts(
  allowedHosts: ReadonlySet<string> | null,
): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    if (allowedHosts !== null) {
      const host = hostName(c.req.header('host') ?? new URL(c.req.url).host)
      if (!allowedHosts.has(host)) {
        throw new AppError(
          'forbidden',
          `This server is not known as "${host}". Use http://127.0.0.1, or set FLX_PUBLIC_URL to the address in the browser.`,
        )
      }
    }
    await next()
  }
}

const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')
