import type { FieldProblem } from '@flx/shared/core/problem'
import type * as z from 'zod'

import { meant, nearestName } from '@flx/shared/core/nearest-name'
import { namesAt } from './schema-names.ts'

/** Turns the findings of a schema into problems of fields. */
export interface Issue {
  message: string
  path?: readonly PropertyKey[] | undefined
  /** Names that the schema does not know. */
  keys?: readonly string[]
}

/** The same by dotted path, in words for people; for a name that the schema does not know, with the nearest one. */
export function fieldProblems(issue: Issue, schema: z.ZodType): FieldProblem[] {
  const path = (issue.path ?? []).map(String)
  if (issue.keys !== undefined) {
    const known = namesAt(schema, issue.path ?? [])
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: `Unknown field.${meant(nearestName(key, known))}`,
    }))
  }
  const missing = issue.message.endsWith('received undefined')
  return [{ path: path.join('.'), message: missing ? 'This field is missing.' : issue.message }]
}
