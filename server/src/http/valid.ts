import type { MiddlewareHandler } from 'hono'
import { validator } from 'hono/validator'
import type * as z from 'zod'

import { AppError } from '../domain/errors.ts'
import { fieldProblems, type Issue } from '../domain/field-problems.ts'
import type { HttpEnvironment } from './environment.ts'

const CHECKED = Symbol('the schema that a handler checks')
type Place = 'json' | 'query'

/** The JSON body, checked; 422 with a problem per field when it does not fit. */
export const body = <Schema extends z.ZodType>(schema: Schema) =>
  checking('json', schema, 'The request was not carried out')

/** The query parameters, checked the same way. */
export const query = <Schema extends z.ZodType>(schema: Schema) =>
  checking('query', schema, 'The query cannot be used')

/** What a handler of `app.routes` checks, for the API document; undefined for other handlers. */
export function checkedBy(handler: object): { place: Place; schema: z.ZodType } | undefined {
  return (handler as { [CHECKED]?: { place: Place; schema: z.ZodType } })[CHECKED]
}

function checking<P extends Place, Schema extends z.ZodType>(place: P, schema: Schema, attempt: string) {
  const check = validator(place, (value: unknown) => {
    const result = schema.safeParse(value)
    if (!result.success) throw doesNotFit(attempt, result.error.issues)
    return result.data
  })
  // What the handler gets and what the typed client sends: the two sides of the schema.
  const typed = check as unknown as MiddlewareHandler<
    HttpEnvironment,
    string,
    { in: Record<P, z.input<Schema>>; out: Record<P, z.output<Schema>> }
  >
  return Object.assign(typed, { [CHECKED]: { place, schema } })
}

function doesNotFit(attempt: string, issues: readonly Issue[]): AppError {
  const fields = issues.flatMap(fieldProblems)
  const [first] = fields
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `
  const what = (first?.message ?? 'it does not fit').replace(/\.$/, '')
  return new AppError('invalid', `${attempt}: ${where}${what}.`, { fields })
}
