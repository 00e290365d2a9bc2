/** So many ended executions make the figures that lists sort by. */
export const RECENT_EXECUTIONS = 30

/** Stands for a success rate where nothing has ended: behind all others. */
export const NOTHING_ENDED = 1001

/**
 * Success rate of the last ended executions, and the 95th percentile (nearest rank) of the durations of their successes.
 * Cancelled ones do not count: a person ended them. Null of none.
 */
export function recentFigures(last: readonly { status: string; durationMs: number | null }[]): {
  successPermille: number | null
  p95Ms: number | null
} {
  const counted = last.filter(({ status }) => status !== 'cancelled')
  const successes = counted.filter(({ status }) => status === 'success')
  const durations = successes.flatMap(({ durationMs }) => durationMs ?? []).toSorted((a, b) => a - b)
  return {
    successPermille: counted.length === 0 ? null : Math.floor((1000 * successes.length) / counted.length),
    p95Ms: durations[Math.ceil(durations.length * 0.95) - 1] ?? null,
  }
}
