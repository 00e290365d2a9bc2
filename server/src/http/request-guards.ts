import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

import { AppError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { HttpContext, HttpEnvironment } from './environment.ts'

type Middleware = MiddlewareHandler<HttpEnvironment>

const MOST_BYTES = 1024 * 1024

/** Bodies over 1 MiB are refused before they are read. */
export const limitBody: Middleware = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => {
    throw new AppError('too-large', 'The request body is larger than 1 MiB.')
  },
})

/** A body that is not JSON is refused rather than read as nothing. */
export const requireJson: Middleware = async (c, next) => {
  if (
    hasBody(c) &&
    !/^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')
  ) {
    throw new AppError('malformed', 'Send the body as JSON, with the header Content-Type: application/json.')
  }
  await next()
}

function hasBody(c: HttpContext): boolean {
  const length = c.req.header('content-length')
  if (length !== undefined) return length !== '0'
  if (c.req.header('transfer-encoding') !== undefined) return true
  // Without a socket behind it (`app.request()`) the request itself knows; with one, it always has a stream.
  const bindings: HttpContext['env'] | undefined = c.env
  return bindings?.incoming === undefined && c.req.raw.body !== null
}

/** Everything comes from this server: no foreign script, style, font, frame or connection. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer. */
export const securityHeaders: Middleware = async (c, next) => {
  await next()
  c.header('content-security-policy', CONTENT_SECURITY_POLICY)
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (c.req.path.startsWith('/api/') && !c.res.headers.has('cache-control')) {
    c.header('cache-control', 'no-store')
  }
}

/** One line per request: method, path, status and time, never a query, a header or a body. */
export function logRequests(log: Log, newRequestId: () => string): Middleware {
  return async (c, next) => {
    const requestId = newRequestId()
    c.set('requestId', requestId)
    const began = performance.now()
    await next()
    // Pages and health checks would drown the rest.
    const entry = {
      requestId,
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round((performance.now() - began) * 10) / 10,
    }
    if (c.req.path.startsWith('/api/')) log.info(entry, 'request')
    else log.debug(entry, 'request')
  }
}
