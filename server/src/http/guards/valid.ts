import type { Json, JsonObject } from '@flx/shared/json/json'
import type { MiddlewareHandler } from 'hono'
import { validator } from 'hono/validator'
import type * as z from 'zod'

import { AppError } from '../../domain/core/errors.ts'
import { fieldProblems, type Issue } from '../../domain/core/field-problems.ts'
import { parseTyped } from '../../domain/core/text/typed-numbers.ts'
import type { HttpContext, HttpEnvironment } from '../core/environment.ts'
import { jsonBody } from './json-body.ts'
import { isJson } from './request-guards.ts'

const CHECKED = Symbol('the schema that a handler checks')
type Place = 'json' | 'query'

/** Checks the JSON body; 422 with a problem per field if it is invalid. */
export const body = <Schema extends z.ZodType>(schema: Schema) =>
  createCheck('json', schema, 'The request was refused')

/** Checks the query parameters in the same way. */
export const query = <Schema extends z.ZodType>(schema: Schema) =>
  createCheck('query', schema, 'The query is not valid')

/** Returns what a handler of `app.routes` checks, for the API document; undefined for other handlers. */
export function checkedBy(handler: object): { place: Place; schema: z.ZodType } | undefined {
  return (handler as { [CHECKED]?: { place: Place; schema: z.ZodType } })[CHECKED]
}

/** The type of a query to send: a query is text anyway, so that parsed values can be sent too. */
type QueryInput<In, Out> = { [Key in keyof In]: In[Key] | (Key extends keyof Out ? Out[Key] : never) }

function createCheck<P extends Place, Schema extends z.ZodType>(place: P, schema: Schema, attempt: string) {
  const requireValid = (value: Json): object => {
    const result = parseTyped(schema, value)
    if (!result.success) throw invalidRequest(attempt, schema, result.error.issues)
    return result.data as object
  }
  const check =
    place === 'query'
      ? validator(place, (value) => requireValid(value as JsonObject))
      : async (c: HttpContext, next: () => Promise<void>) => {
          c.req.addValidatedData(place, requireValid(await readBody(c)))
          await next()
        }
  // The types of the schema's two sides: its output for the handler, its input for the typed client.
  const typed = check as unknown as MiddlewareHandler<
    HttpEnvironment,
    string,
    {
      in: Record<P, P extends 'query' ? QueryInput<z.input<Schema>, z.output<Schema>> : z.input<Schema>>
      out: Record<P, z.output<Schema>>
    }
  >
  return Object.assign(typed, { [CHECKED]: { place, schema } })
}

/** Reads the body; without one, or if it is not JSON, returns an empty object. */
async function readBody(c: HttpContext): Promise<Json> {
  return isJson(c) ? jsonBody(c) : {}
}

function invalidRequest(attempt: string, schema: z.ZodType, issues: readonly Issue[]): AppError {
  const fields = issues.flatMap((issue) => fieldProblems(issue, schema))
  const [first] = fields
  const location = first === undefined || first.path === '' ? '' : `${first.path}: `
  const message = (first?.message ?? 'it is not valid').replace(/\.$/, '')
  return new AppError('invalid', `${attempt}: ${location}${message}.`, { fields })
}
