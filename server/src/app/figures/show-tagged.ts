import type { TaggedStatistics, TaggedStatisticsQuery } from '@flx/shared/dashboards/dashboard'

import { cutPeriod, seriesUnit } from '../../domain/figures/series.ts'
import type { AppContext } from '../core/context.ts'
import { chartWindow, inWindow } from './chart-window.ts'
import { figuresOf } from './show-statistics.ts'

const HOUR = 3_600_000

/** What the pipelines with a tag did in a window of whole hours. Throws AppError `invalid`. */
export async function showTaggedStatistics(
  { statistics, clock }: Pick<AppContext, 'statistics' | 'clock'>,
  { tag, ...query }: TaggedStatisticsQuery,
): Promise<TaggedStatistics> {
  const { timezone } = query
  const window = chartWindow(query, { now: clock.now(), step: HOUR, charts: 'the pipelines with a tag' })
  // The sums of pipelines are of whole hours: in a zone with half an hour, bars are cut at the hour before.
  const bars = cutPeriod(window, seriesUnit(window), timezone).map((bar) => ({
    from: Math.floor(bar.from / HOUR) * HOUR,
    to: Math.floor(bar.to / HOUR) * HOUR,
  }))
  const [whole, ...inBars] = await statistics.taggedPeriods(tag, [window, ...bars])
  return { ...figuresOf(whole), ...inWindow(window, timezone, bars, inBars) }
}
