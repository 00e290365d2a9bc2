import type { List } from '@flx/shared/list'
import type { PipelineListQuery, PipelineSummary } from '@flx/shared/pipeline'

import type { AppContext } from './context.ts'
import { STRIP_LENGTH, summarizePipeline } from './show-pipeline.ts'

/** A page of pipelines with their last executions. */
export async function listPipelines(
  context: Pick<AppContext, 'pipelines' | 'clock'>,
  query: PipelineListQuery,
): Promise<List<PipelineSummary>> {
  const page = await context.pipelines.list(query)
  const recent = await context.pipelines.recentExecutions(
    page.items.map((record) => record.id),
    STRIP_LENGTH,
  )
  const now = context.clock.now()
  return { ...page, items: page.items.map((record) => summarizePipeline(record, recent.get(record.id), now)) }
}
