import { isProblem } from '#web/api/core/problem.ts'

/** The server's problems by field; empty when the error is about no field. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> =>
  new Map(isProblem(error) ? error.fields.map(({ path, message }) => [path, message]) : [])
