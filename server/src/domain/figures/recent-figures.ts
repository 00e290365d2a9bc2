/** Number of ended executions behind the figures by which lists are sorted. */
export const RECENT_EXECUTIONS = 30

/** Stands in for a success rate if nothing has ended: sorts after all others. */
export const NOTHING_ENDED = 1001

/**
 * Returns the success rate of the latest ended executions, and the 95th percentile (nearest rank) of the durations of their
 * successes. Cancelled ones do not count, because a user ended them. Null if there are none.
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

/** Successes in a trend: those behind the figures and as many before them. */
export const TREND_EXECUTIONS = 2 * RECENT_EXECUTIONS

/** With fewer successes there is no trend. */
const MIN_DURATIONS = 4

/**
 * Returns the 95th percentile of a window of half the durations (oldest first), moved along them one by one: the first value
 * covers the older half, the last one the newer. Empty if there are too few.
 */
export function p95Trend(durations: readonly number[]): number[] {
  if (durations.length < MIN_DURATIONS) return []
  const half = Math.ceil(durations.length / 2)
  return Array.from(
    { length: durations.length - half + 1 },
    (_value, from) => p95Of(durations.slice(from, from + half)) ?? 0,
  )
}

const p95Of = (durations: readonly number[]): number | null =>
  durations.toSorted((a, b) => a - b)[Math.ceil(durations.length * 0.95) - 1] ?? null
