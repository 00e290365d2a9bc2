import { medianOf } from '../core/median.ts'

/** Fewer successes are not meaningful. */
const MIN_DURATIONS = 3

/** Returns the median duration of the latest successes; null if there are too few. */
export function usualDuration(durations: readonly number[]): number | null {
  if (durations.length < MIN_DURATIONS) return null
  return medianOf(durations)
}

/** Returns the largest number of spans that overlap; each includes its start and excludes its end. */
export function maxOverlap(spans: readonly (readonly [from: number, to: number])[]): number {
  const starts = spans.map(([from]) => from).sort((a, b) => a - b)
  const ends = spans.map(([, to]) => to).sort((a, b) => a - b)
  let max = 0
  let ended = 0
  for (const [started, from] of starts.entries()) {
    while ((ends[ended] ?? Infinity) <= from) ended += 1
    max = Math.max(max, started + 1 - ended)
  }
  return max
}
