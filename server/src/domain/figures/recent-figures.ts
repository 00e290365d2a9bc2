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
  const durations = successes.flatMap(({ durationMs }) => durationMs ?? [])
  return {
    successPermille: counted.length === 0 ? null : Math.floor((1000 * successes.length) / counted.length),
    p95Ms: p95Of(durations),
  }
}

/** So many successes make a trend: those of the figures, and as many before them. */
export const TREND_EXECUTIONS = 2 * RECENT_EXECUTIONS

/** Of fewer successes a trend says nothing. */
const FEWEST = 4

/**
 * The 95th percentile of half of the durations (oldest first), moved over them one by one: the first value is of the
 * older half, the last one of the newer. Empty of too few.
 */
export function p95Trend(durations: readonly number[]): number[] {
  if (durations.length < FEWEST) return []
  const half = Math.ceil(durations.length / 2)
  return Array.from(
    { length: durations.length - half + 1 },
    (_value, from) => p95Of(durations.slice(from, from + half)) ?? 0,
  )
}

const p95Of = (durations: readonly number[]): number | null =>
  durations.toSorted((a, b) => a - b)[Math.ceil(durations.length * 0.95) - 1] ?? null
