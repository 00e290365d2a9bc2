import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

import { AppError } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { HttpContext, HttpEnvironment } from '../core/environment.ts'

type Middleware = MiddlewareHandler<HttpEnvironment>

const MEBIBYTE = 1024 * 1024
/** Limit for an uploaded catalogue, whose characters are escaped once more, in MiB. */
const MAX_UPLOAD_MIB = 64
/** Limit for the texts of a project's files, in MiB; see `project-import.ts`. */
const MAX_PROJECT_MIB = 12
/** Limit for events of other tools, which describe all columns of all datasets, in MiB. */
const MAX_EVENTS_MIB = 4
const PROJECT = /^\/api\/projects\/(?:preview|apply)$/
const UPLOAD = /^\/api\/pipelines\/[^/]+\/catalog$/

const limitTo = (mebibytes: number): Middleware =>
  bodyLimit({
    maxSize: mebibytes * MEBIBYTE,
    onError: () => {
      throw new AppError('too-large', `The request body is larger than ${mebibytes} MiB.`)
    },
  })
const [limitDefault, limitUploads, limitProjects] = [
  limitTo(1),
  limitTo(MAX_UPLOAD_MIB),
  limitTo(MAX_PROJECT_MIB),
]
const limitEvents = limitTo(MAX_EVENTS_MIB)

/** Rejects bodies over 1 MiB before they are read; catalogues, projects and events have higher limits. */
export const limitBody: Middleware = (c, next) => {
  if (c.req.method !== 'POST') return limitDefault(c, next)
  if (UPLOAD.test(c.req.path)) return limitUploads(c, next)
  if (c.req.path === '/api/openlineage') return limitEvents(c, next)
  return (PROJECT.test(c.req.path) ? limitProjects : limitDefault)(c, next)
}

/** Rejects a body that is not JSON instead of treating it as empty. */
export const requireJson: Middleware = async (c, next) => {
  if (hasBody(c) && !isJson(c)) {
    throw new AppError('malformed', 'Send the body as JSON, with the header Content-Type: application/json.')
  }
  await next()
}

/** Returns whether a request declares a JSON body. */
export const isJson = (c: HttpContext): boolean =>
  /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')

/** Returns whether a request has a body. */
export function hasBody(c: HttpContext): boolean {
  const length = c.req.header('content-length')
  if (length !== undefined) return length !== '0'
  if (c.req.header('transfer-encoding') !== undefined) return true
  // Without a socket (`app.request()`) the request itself knows; with one it always has a stream.
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

/** Sets the security headers of every answer. */
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

/** Logs one line per request: method, path, status and time, never a query, header or body. */
export function logRequests(log: Log, newRequestId: () => string): Middleware {
  return async (c, next) => {
    const requestId = newRequestId()
    c.set('requestId', requestId)
    const startedAt = performance.now()
    await next()
    // Pages and health checks are logged at debug level, or they would drown the rest.
    const entry = {
      requestId,
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
    }
    if (c.req.path.startsWith('/api/')) log.info(entry, 'request')
    else log.debug(entry, 'request')
  }
}
