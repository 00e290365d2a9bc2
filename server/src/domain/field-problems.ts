import type { FieldProblem } from '@flx/shared/problem'

/** What a schema finds wrong. */
export interface Issue {
  message: string
  path?: readonly PropertyKey[] | undefined
  /** Names that the schema does not know. */
  keys?: readonly string[]
}

/** The same by dotted path, in words for people. */
export function fieldProblems(issue: Issue): FieldProblem[] {
  const path = (issue.path ?? []).map(String)
  if (issue.keys !== undefined) {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'There is no such field.' }))
  }
  const missing = issue.message.endsWith('received undefined')
  return [{ path: path.join('.'), message: missing ? 'This field is missing.' : issue.message }]
}
