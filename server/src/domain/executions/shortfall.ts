import type { Shortfall } from '@flx/shared/executions/execution'

import { medianOf } from '../core/median.ts'

/** Number of successes that define the usual number of records. */
export const COMPARED_SUCCESSES = 10
/** Fewer than this fraction of the usual number is low. */
const LOW = 0.1

/** Compares the records of a success with the successes `before` it. */
export function shortfallOf(records: number, before: readonly number[]): Shortfall | null {
  const usual = medianOf(before) ?? 0
  if (usual === 0) return null
  if (records === 0) return 'empty'
  return records < usual * LOW ? 'low' : null
}
