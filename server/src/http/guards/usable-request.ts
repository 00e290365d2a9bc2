import type { FieldProblem } from '@flx/shared/core/problem'
import type { Json } from '@flx/shared/json/json'
import { findUnusable, unusableText } from '@flx/shared/json/json-limits'
import type { MiddlewareHandler } from 'hono'
import { matchedRoutes, routePath } from 'hono/route'

import { yieldToEventLoop } from '../../app/core/yield-to-event-loop.ts'
import { AppError } from '../../domain/core/errors.ts'
import { suggestion } from '@flx/shared/core/nearest-name'
import { namesAt, namesTaking, acceptsUnknownFields, isRepeatable } from '../../domain/core/schema-names.ts'
import type { HttpContext, HttpEnvironment } from '../core/environment.ts'
import { jsonBody } from './json-body.ts'
import { hasBody } from './request-guards.ts'
import { checkedBy } from './valid.ts'

/**
 * Rejects what no route can use, regardless of its own checks: unknown parameters and fields, text that
 * cannot be stored, and JSON nested too deep. Every route runs this after its role check. Throws AppError
 * `invalid`.
 */
export async function refuseUnusable(c: HttpContext): Promise<void> {
  refuseParameters(c)
  await refuseBody(c)
}

function refuseParameters(c: HttpContext): void {
  const { search } = new URL(c.req.url)
  if (search === '') return
  if (!isDecodable(search.replaceAll('+', ' '))) {
    throw new AppError('invalid', 'The query is not valid percent-encoded UTF-8.')
  }
  const schema = currentSchema(c, 'query')
  const names = schema === undefined ? [] : namesAt(schema, [])
  const acceptsAny = schema !== undefined && acceptsUnknownFields(schema)
  const problems: FieldProblem[] = []
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!names.includes(name) && !(acceptsAny && unusableText(name) === null)) {
      const alternatives = schema === undefined ? [] : namesTaking(schema, name)
      const hint = suggestion(alternatives[0] ?? name, names)
      problems.push({ path: name, message: `Unknown parameter \`${name}\`.${hint}` })
    } else if (values.length > 1 && schema !== undefined && !isRepeatable(schema, name)) {
      problems.push({ path: name, message: `\`${name}\` appears ${values.length} times. Send it once.` })
    }
    for (const value of values) {
      const message = unusableText(value)
      if (message !== null) problems.push({ path: name, message })
    }
  }
  const [first] = problems
  if (first !== undefined) {
    throw new AppError('invalid', `The query is not valid: ${first.message}`, { fields: problems })
  }
}

/** Rejects a path that no page or route can have: it contains text that cannot be stored or decoded. */
export const refuseUnusablePath: MiddlewareHandler<HttpEnvironment> = async (c, next) => {
  const { pathname } = new URL(c.req.url)
  if (!isDecodable(pathname) || decodeURIComponent(pathname).includes('\0')) {
    throw new AppError('invalid', 'The address of the request has invalid characters.')
  }
  await next()
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

async function refuseBody(c: HttpContext): Promise<void> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || !hasBody(c)) return
  const value = await jsonBody(c)
  const yieldTurn = yieldToEventLoop()
  const unusable = findUnusable(value)
  await yieldTurn()
  if (unusable !== null) {
    const location = unusable.path === '' ? '' : `${unusable.path}: `
    throw new AppError('invalid', `The request was refused: ${location}${unusable.message}`, {
      fields: [unusable],
    })
  }
  if (currentSchema(c, 'json') === undefined) refuseUnexpected(value)
}

/** Throws unless the body is empty or an empty object, for a route that takes none. */
function refuseUnexpected(value: Json): void {
  if (value === null) return
  const names = typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : ['']
  if (names.length === 0) return
  throw new AppError('invalid', 'The request was refused: this route does not accept fields.', {
    fields: names.map((path) => ({ path, message: 'Unknown field. This route does not accept fields.' })),
  })
}

/** Returns the schema that the current route checks. Other patterns can match the same path. */
function currentSchema(c: HttpContext, place: 'json' | 'query') {
  const path = routePath(c)
  for (const { path: matchedPath, method, handler } of matchedRoutes(c)) {
    if (matchedPath !== path || method !== c.req.method) continue
    const check = checkedBy(handler)
    if (check?.place === place) return check.schema
  }
  return undefined
}
