import { tryParseJson } from '@flx/shared/json/json-text'

import { rowDocument } from '../../domain/projects/state/project-states.ts'

/** Returns the document of a row of the table `state`; null if a part of it is not JSON. */
export function documentOfRow(completed: unknown, partial: unknown): string | null {
  const isPart = (part: unknown): part is string | null =>
    part === null || (typeof part === 'string' && tryParseJson(part) !== undefined)
  return isPart(completed) && isPart(partial) ? rowDocument(completed, partial) : null
}
