import type { List } from '@flx/shared/core/list'
import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'

import type { AppContext } from '../core/context.ts'
import { summarizePipeline } from './show-pipeline.ts'

/** A page of pipelines with their last executions. */
export async function listPipelines(
  { pipelines, clock }: Pick<AppContext, 'pipelines' | 'clock'>,
  { trend = false, ...query }: PipelineListQuery,
): Promise<List<PipelineSummary>> {
  const now = clock.now()
  const page = await pipelines.list(query)
  const ids = page.items.map((record) => record.id)
  const recent = await pipelines.recentExecutions(ids, STRIP_LENGTH)
  const trends = trend ? await pipelines.durationTrends(ids) : null
  return {
    ...page,
    items: page.items.map((record) => ({
      ...summarizePipeline(record, recent.get(record.id), now),
      ...(trends !== null && { p95Trend: trends.get(record.id) ?? [] }),
    })),
  }
}
