import type { List } from '@flx/shared/core/list'
import type { TimelineItem, TimelineQuery } from '@flx/shared/pipelines/pipeline-history'

import type { AppContext } from '../../core/context.ts'
import { summaryOf } from '@flx/shared/executions/execution'
import { findPipeline } from '../show-pipeline.ts'

/** Returns a page of a pipeline's timeline, for archived ones too. Throws AppError `not-found`. */
export async function showTimeline(
  context: Pick<AppContext, 'pipelines' | 'timeline'>,
  pipelineId: string,
  query: TimelineQuery,
): Promise<List<TimelineItem>> {
  await findPipeline(context, pipelineId)
  const page = await context.timeline.list(pipelineId, query)
  return {
    ...page,
    items: page.items.map((item) =>
      item.kind === 'execution' ? { ...item, execution: summaryOf(item.execution) } : item,
    ),
  }
}
