import type { PipelineFigures } from '@flx/shared/pipelines/pipeline-history'
import type { StatisticsQuery } from '@flx/shared/operations/statistics'

import { invalid } from '../../domain/core/errors.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import { cutPeriod, QUARTER, seriesUnit } from '../../domain/figures/series.ts'
import type { AppContext } from '../core/context.ts'
import { figuresOf } from './show-statistics.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

const DAY = 86_400_000
const USUAL_DAYS = 30
/** Percentiles come from quarters of an hour: a longer window would read too many of them. */
const MOST_DAYS = 93

/** The figures of a pipeline, and a series of days for its charts. Throws AppError `not-found` and `invalid`. */
export async function showPipelineFigures(
  context: Pick<AppContext, 'pipelines' | 'statistics' | 'clock'>,
  pipelineId: string,
  { timezone, from, to }: StatisticsQuery,
): Promise<PipelineFigures> {
  const { id } = await findPipeline(context, pipelineId)
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const soon = (Math.floor(context.clock.now().getTime() / QUARTER) + 1) * QUARTER
  const end = to === undefined ? soon : Math.min(soon, Math.ceil(Date.parse(to) / QUARTER) * QUARTER)
  const begin = from === undefined ? end - USUAL_DAYS * DAY : Math.floor(Date.parse(from) / QUARTER) * QUARTER
  const window = { from: Math.min(begin, end), to: end }
  if (window.to - window.from > MOST_DAYS * DAY) {
    throw invalid(`Choose at most ${MOST_DAYS} days for the charts of a pipeline.`, 'from')
  }
  const unit = seriesUnit(window)
  const bars = cutPeriod(window, unit, timezone)
  const [figures, sums] = await Promise.all([
    context.pipelines.statistics(id),
    context.statistics.pipelinePeriods(id, bars),
  ])
  return {
    ...figures,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    timezone,
    unit,
    series: bars.map((bar, index) => ({
      from: new Date(bar.from).toISOString(),
      to: new Date(bar.to).toISOString(),
      ...figuresOf(sums[index]),
    })),
  }
}
