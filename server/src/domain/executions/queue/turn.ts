import type { Priority } from '@flx/shared/executions/priority'

const HOUR_MS = 3_600_000
const AHEAD_MS: Record<Priority, number> = { high: HOUR_MS, normal: 0, low: -HOUR_MS }

/**
 * Returns the moment by which waiting executions are sorted (decision 199): the time it was queued, an hour earlier for high
 * and an hour later for low priority. An execution overtakes only those queued within that hour, so none waits forever.
 */
export const queueOrderTime = (queuedAt: string, priority: Priority): string =>
  new Date(Date.parse(queuedAt) - AHEAD_MS[priority]).toISOString()
