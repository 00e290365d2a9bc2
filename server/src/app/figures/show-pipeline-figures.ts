import type { PipelineFigures } from '@flx/shared/pipelines/pipeline-history'
import type { StatisticsQuery } from '@flx/shared/operations/statistics'

import { cutPeriod, QUARTER, seriesUnit } from '../../domain/figures/series.ts'
import type { AppContext } from '../core/context.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'
import { chartWindow, presentWindow } from './chart-window.ts'

/**
 * Returns the figures of a pipeline and a daily series for its charts. Throws AppError `not-found` and
 * `invalid`.
 */
export async function showPipelineFigures(
  context: Pick<AppContext, 'pipelines' | 'statistics' | 'clock'>,
  pipelineId: string,
  query: StatisticsQuery,
): Promise<PipelineFigures> {
  const { id } = await findPipeline(context, pipelineId)
  const charts = 'the charts of a pipeline'
  const window = chartWindow(query, { now: context.clock.now(), step: QUARTER, charts })
  const bars = cutPeriod(window, seriesUnit(window), query.timezone)
  const [figures, sums] = await Promise.all([
    context.pipelines.statistics(id),
    context.statistics.pipelinePeriods(id, bars),
  ])
  return { ...figures, ...presentWindow(window, query.timezone, bars, sums) }
}
