import type { StatisticsQuery } from '@flx/shared/operations/statistics'

import { invalid } from '../../domain/core/errors.ts'
import { seriesUnit } from '../../domain/figures/series.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import { figuresOf } from './show-statistics.ts'

const DAY = 86_400_000
const USUAL_DAYS = 30
/**
 * Maximum length of a window: percentiles are computed from quarter hours, and a longer window would read too
 * many.
 */
const MAX_DAYS = 93

/** A time span in milliseconds since 1970. */
interface Span {
  from: number
  to: number
}

/**
 * Returns the window of charts in whole steps of `step` ms, by default the last 30 days, never beyond the
 * current step. Throws AppError `invalid` for an unknown time zone, and for a window too long for `charts` (a
 * phrase for the message).
 */
export function chartWindow(
  { timezone, from, to }: StatisticsQuery,
  { now, step, charts }: { now: Date; step: number; charts: string },
): Span {
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const latestEnd = (Math.floor(now.getTime() / step) + 1) * step
  const end = to === undefined ? latestEnd : Math.min(latestEnd, Math.ceil(Date.parse(to) / step) * step)
  const begin = from === undefined ? end - USUAL_DAYS * DAY : Math.floor(Date.parse(from) / step) * step
  const window = { from: Math.min(begin, end), to: end }
  if (window.to - window.from > MAX_DAYS * DAY) {
    throw invalid(`Choose at most ${MAX_DAYS} days for ${charts}.`, 'from')
  }
  return window
}

/** Returns a window with its bars in the shape of the API; `sums` has one entry per bar. */
export const presentWindow = (
  window: Span,
  timezone: string,
  bars: readonly Span[],
  sums: readonly Parameters<typeof figuresOf>[0][],
) => ({
  ...inIso(window),
  timezone,
  unit: seriesUnit(window),
  series: bars.map((bar, index) => ({ ...inIso(bar), ...figuresOf(sums[index]) })),
})

const inIso = ({ from, to }: Span) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
})
