import type { TaggedStatistics, TaggedStatisticsQuery } from '@flx/shared/dashboards/dashboard'

import { invalid } from '../../domain/core/errors.ts'
import { cutPeriod, seriesUnit } from '../../domain/figures/series.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import type { AppContext } from '../core/context.ts'
import { figuresOf } from './show-statistics.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const USUAL_DAYS = 30
const MOST_DAYS = 93

/** What the pipelines with a tag did in a window of whole hours. Throws AppError `invalid`. */
export async function showTaggedStatistics(
  { statistics, clock }: Pick<AppContext, 'statistics' | 'clock'>,
  { tag, timezone, from, to }: TaggedStatisticsQuery,
): Promise<TaggedStatistics> {
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const soon = (Math.floor(clock.now().getTime() / HOUR) + 1) * HOUR
  const end = to === undefined ? soon : Math.min(soon, Math.ceil(Date.parse(to) / HOUR) * HOUR)
  const begin = from === undefined ? end - USUAL_DAYS * DAY : Math.floor(Date.parse(from) / HOUR) * HOUR
  const window = { from: Math.min(begin, end), to: end }
  if (window.to - window.from > MOST_DAYS * DAY) {
    throw invalid(`Choose at most ${MOST_DAYS} days for the pipelines with a tag.`, 'from')
  }
  const unit = seriesUnit(window)
  // The sums of pipelines are of whole hours: in a zone with half an hour, bars are cut at the hour before.
  const bars = cutPeriod(window, unit, timezone).map((bar) => ({
    from: Math.floor(bar.from / HOUR) * HOUR,
    to: Math.floor(bar.to / HOUR) * HOUR,
  }))
  const [whole, ...inBars] = await statistics.taggedPeriods(tag, [window, ...bars])
  return {
    ...figuresOf(whole),
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    timezone,
    unit,
    series: bars.map((bar, index) => ({
      from: new Date(bar.from).toISOString(),
      to: new Date(bar.to).toISOString(),
      ...figuresOf(inBars[index]),
    })),
  }
}
