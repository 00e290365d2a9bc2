import type { List } from '@flx/shared/core/list'
import type { PipelineListQuery, PipelineSummary } from '@flx/shared/pipelines/pipeline'

import type { AppContext } from '../core/context.ts'
import { STRIP_LENGTH, summarizePipeline } from './show-pipeline.ts'

/** A page of pipelines with their last executions. */
export async function listPipelines(
  context: Pick<AppContext, 'pipelines' | 'clock'>,
  query: PipelineListQuery,
): Promise<List<PipelineSummary>> {
  const now = context.clock.now()
  const page = await context.pipelines.list(query)
  const recent = await context.pipelines.recentExecutions(
    page.items.map((record) => record.id),
    STRIP_LENGTH,
  )
  return { ...page, items: page.items.map((record) => summarizePipeline(record, recent.get(record.id), now)) }
}
