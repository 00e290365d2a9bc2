import type { FieldProblem } from '@flx/shared/core/problem'
import type * as z from 'zod'

import { didYouMean, nearestName } from '@flx/shared/core/nearest-name'
import { namesAt } from './schema-names.ts'

/** A finding of a schema. */
export interface Issue {
  message: string
  path?: readonly PropertyKey[] | undefined
  /** Names that the schema does not define. */
  keys?: readonly string[]
}

/**
 * Turns a finding into field problems: dotted paths and readable messages. For an unknown name, suggests the nearest known one.
 */
export function fieldProblems(issue: Issue, schema: z.ZodType): FieldProblem[] {
  const path = (issue.path ?? []).map(String)
  if (issue.keys !== undefined) {
    const knownNames = namesAt(schema, issue.path ?? [])
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: `Unknown field.${didYouMean(nearestName(key, knownNames))}`,
    }))
  }
  const missing = issue.message.endsWith('received undefined')
  return [{ path: path.join('.'), message: missing ? 'This field is missing.' : issue.message }]
}
