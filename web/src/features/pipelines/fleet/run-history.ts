import type { StripBar } from '@flx/shared/pipelines/pipeline'
import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'

/** Returns the usual figures: medians of the other successes in the strip, or null if there are none. */
export function usualOf(
  strip: readonly StripBar[],
  id: string,
): { durationSeconds: number; records: number | null } | null {
  const others = strip.filter((bar) => bar.status === 'success' && bar.id !== id)
  const durations = others.flatMap((bar) => bar.durationSeconds ?? [])
  const durationSeconds = median(durations)
  const records = median(others.flatMap((bar) => bar.recordsProcessed ?? []))
  return durationSeconds === null ? null : { durationSeconds, records }
}

/**
 * Returns the streak of failures that a failure belongs to and its position in it, from 1. Null if it is a
 * single failure or did not fail. Cancelled executions in between do not count. `more`: the streak might have
 * started before the strip.
 */
export function streakOf(
  strip: readonly StripBar[],
  id: string,
): { nth: number; count: number; more: boolean } | null {
  const bars = strip.filter(({ status }) => status === 'failed' || status === 'success')
  const position = bars.findIndex((bar) => bar.id === id)
  if (bars[position]?.status !== 'failed') return null
  const first = bars.findLastIndex((bar, index) => index < position && bar.status === 'success') + 1
  const after = bars.findIndex((bar, index) => index > position && bar.status === 'success')
  const count = (after === -1 ? bars.length : after) - first
  return count < 2
    ? null
    : { nth: position - first + 1, count, more: first === 0 && strip.length >= STRIP_LENGTH }
}

/** Returns by how many per cent the newest percentile exceeds the oldest, or null below `MIN_SLOWDOWN_PERCENT`. */
export function slowerBy(trend: readonly number[]): number | null {
  const [first, last] = [trend[0], trend.at(-1)]
  if (first === undefined || last === undefined || first <= 0) return null
  const percent = Math.round(100 * (last / first - 1))
  return percent >= MIN_SLOWDOWN_PERCENT ? percent : null
}

const MIN_SLOWDOWN_PERCENT = 20

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) return null
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
