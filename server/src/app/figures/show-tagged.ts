import { formatNumber } from '@flx/shared/core/quantities'
import type { TaggedStatistics, TaggedStatisticsQuery } from '@flx/shared/dashboards/dashboard'

import { cutPeriod, seriesUnit } from '../../domain/figures/series.ts'
import type { AppContext } from '../core/context.ts'
import { chartWindow, presentWindow } from './chart-window.ts'
import { figuresOf } from './show-statistics.ts'

const HOUR = 3_600_000
/** Limits for reading durations: the distribution is read for each of these executions. */
const LIMITS = { pipelines: 500, executions: 100_000 }
const NO_DURATIONS = { whole: { p50Ms: null, p95Ms: null }, each: [] }
const PROBLEMS = {
  pipelines: `More than ${LIMITS.pipelines} pipelines have this tag. To see their durations, choose a tag with fewer pipelines.`,
  executions: `The pipelines with this tag had more than ${formatNumber(LIMITS.executions)} executions. To see their durations, choose a shorter period.`,
}

/** Returns the figures of the pipelines with a tag in a window of whole hours. Throws AppError `invalid`. */
export async function showTaggedStatistics(
  { statistics, clock }: Pick<AppContext, 'statistics' | 'clock'>,
  { tag, percentiles, ...query }: TaggedStatisticsQuery,
): Promise<TaggedStatistics> {
  const { timezone } = query
  const window = chartWindow(query, { now: clock.now(), step: HOUR, charts: 'the pipelines with a tag' })
  // Sums of pipelines cover whole hours: in a time zone offset by half an hour, bars are cut at the previous
  // hour.
  const bars = cutPeriod(window, seriesUnit(window), timezone).map((bar) => ({
    from: Math.floor(bar.from / HOUR) * HOUR,
    to: Math.floor(bar.to / HOUR) * HOUR,
  }))
  const [whole, ...inBars] = await statistics.taggedPeriods(tag, [window, ...bars])
  const durations = percentiles === true ? await statistics.taggedDurations(tag, bars, LIMITS) : NO_DURATIONS
  const knownDurations = typeof durations === 'string' ? NO_DURATIONS : durations
  return {
    ...figuresOf(whole && { ...whole, ...knownDurations.whole }),
    ...presentWindow(
      window,
      timezone,
      bars,
      inBars.map((sums, index) => ({ ...sums, ...knownDurations.each[index] })),
    ),
    percentilesProblem: typeof durations === 'string' ? PROBLEMS[durations] : null,
  }
}
