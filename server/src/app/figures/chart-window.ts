import type { StatisticsQuery } from '@flx/shared/operations/statistics'

import { invalid } from '../../domain/core/errors.ts'
import { seriesUnit } from '../../domain/figures/series.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import { figuresOf } from './show-statistics.ts'

const DAY = 86_400_000
const USUAL_DAYS = 30
/** Percentiles come from quarters of an hour: a longer window would read too many of them. */
const MOST_DAYS = 93

/** Milliseconds since 1970. */
interface Span {
  from: number
  to: number
}

/**
 * The window of charts in whole steps of `step` ms, the last 30 days unless said otherwise, never past the step that runs.
 * Throws AppError `invalid` for a time zone that is none, and for a window that is too long for `charts`, in words.
 */
export function chartWindow(
  { timezone, from, to }: StatisticsQuery,
  { now, step, charts }: { now: Date; step: number; charts: string },
): Span {
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const soon = (Math.floor(now.getTime() / step) + 1) * step
  const end = to === undefined ? soon : Math.min(soon, Math.ceil(Date.parse(to) / step) * step)
  const begin = from === undefined ? end - USUAL_DAYS * DAY : Math.floor(Date.parse(from) / step) * step
  const window = { from: Math.min(begin, end), to: end }
  if (window.to - window.from > MOST_DAYS * DAY) {
    throw invalid(`Choose at most ${MOST_DAYS} days for ${charts}.`, 'from')
  }
  return window
}

/** A window with its bars, as an answer has them; `sums` has one entry a bar. */
export const inWindow = (
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
