import { isProblem } from '#web/api/core/problem.ts'

/** Returns the server's problems by field, empty if the error is not about a field. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> =>
  new Map(isProblem(error) ? error.fields.map(({ path, message }) => [path, message]) : [])
