import type { FieldProblem } from '@flx/shared/problem'
import { validator } from 'hono-openapi'
import type { ZodType } from 'zod'

import { AppError } from '../domain/errors.ts'

interface Issue {
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined
  /** Names that the schema does not know. */
  keys?: readonly string[]
}

/** The JSON body, checked; 422 with a problem per field when it does not fit. */
export const body = <Schema extends ZodType>(schema: Schema) =>
  validator('json', schema, (result) => {
    if (!result.success) throw doesNotFit('The request was not carried out', result.error)
  })

/** The query parameters, checked the same way. */
export const query = <Schema extends ZodType>(schema: Schema) =>
  validator('query', schema, (result) => {
    if (!result.success) throw doesNotFit('The query cannot be used', result.error)
  })

function doesNotFit(attempt: string, issues: readonly Issue[]): AppError {
  const fields = issues.flatMap(fieldProblems)
  const [first] = fields
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `
  const what = (first?.message ?? 'it does not fit').replace(/\.$/, '')
  return new AppError('invalid', `${attempt}: ${where}${what}.`, { fields })
}

function fieldProblems(issue: Issue): FieldProblem[] {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
  if (issue.keys !== undefined) {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'There is no such field.' }))
  }
  const missing = issue.message.endsWith('received undefined')
  return [{ path: path.join('.'), message: missing ? 'This field is missing.' : issue.message }]
}
