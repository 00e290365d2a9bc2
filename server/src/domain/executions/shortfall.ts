import type { Shortfall } from '@flx/shared/executions/execution'

import { medianOf } from '../core/median.ts'

/** Successes that the usual number of records is taken from (decision 26). */
export const COMPARED_SUCCESSES = 10
/** Fewer than this part of the usual number is low. */
const LOW = 0.1

/** Judges the records of a success by the successes `before` it. */
export function shortfallOf(records: number, before: readonly number[]): Shortfall | null {
  const usual = medianOf(before) ?? 0
  if (usual === 0) return null
  if (records === 0) return 'empty'
  return records < usual * LOW ? 'low' : null
}
