import type { Priority } from '@flx/shared/executions/priority'

const HOUR_MS = 3_600_000
const AHEAD_MS: Record<Priority, number> = { high: HOUR_MS, normal: 0, low: -HOUR_MS }

/**
 * The moment by which waiting executions are put in order (decision 199): when one was queued, an hour earlier with high
 * and an hour later with low priority. Each overtakes only those of the hour beside it, so that none waits forever.
 */
export const turnAt = (queuedAt: string, priority: Priority): string =>
  new Date(Date.parse(queuedAt) - AHEAD_MS[priority]).toISOString()
