import { isProblem } from '#web/api/core/problem.ts'
import { messageOf } from '#web/ui/states.tsx'

/** Returns the server's problems by field, empty if the error is not about a field. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> =>
  new Map(isProblem(error) ? error.fields.map(({ path, message }) => [path, message]) : [])

/**
 * Returns what to say beside the form about an error: nothing if its fields show all of it, which are those in `shown`.
 * `errors` has its problems by field.
 */
export function generalError(
  error: unknown,
  shown: readonly string[],
  errors: ReadonlyMap<string, string> = fieldErrors(error),
): string | null {
  if (error === null) return null
  const isShown = errors.size > 0 && [...errors.keys()].every((field) => shown.includes(field))
  return isShown ? null : messageOf(error)
}
