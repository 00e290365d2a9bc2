import type { FieldProblem } from '@flx/shared/core/problem'

import { isProblem } from '#web/api/core/problem.ts'
import { messageOf } from '#web/ui/states.tsx'

/** Which paths have a field that shows their error. */
type Shown = readonly string[] | ((path: string) => boolean)

/** Returns the server's problems by field, empty if the error is not about a field. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> =>
  new Map(isProblem(error) ? error.fields.map(({ path, message }) => [path, message]) : [])

/**
 * Returns what to say beside the form about an error: nothing if its fields, those in `shown`, show all of it. `errors`
 * has its problems by field.
 */
export function generalError(
  error: unknown,
  shown: Shown,
  errors: ReadonlyMap<string, string> = fieldErrors(error),
): string | null {
  if (error === null) return null
  // The error's own message names only the first problem, which may be one that a field shows.
  if (errors.size > 1) return unshownProblems(problemsIn(errors), shown)
  return errors.size === 1 && [...errors.keys()].every(checkOf(shown)) ? null : messageOf(error)
}

/** Returns the problems that no field shows, to show beside the form. */
export function unshownProblems(problems: readonly FieldProblem[], shown: Shown): string | null {
  const isShown = checkOf(shown)
  const unshown = problems.filter(({ path }) => !isShown(path))
  if (unshown.length === 0) return null
  return unshown.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ')
}

/** Returns errors by path as a list of problems. */
export const problemsIn = (errors: Iterable<readonly [string, string]>): FieldProblem[] =>
  [...errors].map(([path, message]) => ({ path, message }))

const checkOf = (shown: Shown): ((path: string) => boolean) =>
  typeof shown === 'function' ? shown : (path) => shown.includes(path)
