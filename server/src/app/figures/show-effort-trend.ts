import { sharesOf, type EffortPoint, type EffortTrendQuery } from '@flx/shared/pipelines/effort-trend'

import type { AppContext } from '../core/context.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

/**
 * Returns which program the others waited for in recent executions, oldest first. Throws AppError
 * `not-found`.
 */
export async function showEffortTrend(
  context: Pick<AppContext, 'pipelines' | 'executions'>,
  pipelineId: string,
  { limit }: EffortTrendQuery,
): Promise<{ items: EffortPoint[] }> {
  const { id } = await findPipeline(context, pipelineId)
  const recent = await context.executions.recentSteps(id, limit)
  const items = recent.flatMap(({ steps, id: executionId, queuedAt, status }) => {
    const shares = sharesOf(steps)
    return shares === null ? [] : [{ executionId, queuedAt, status, ...shares }]
  })
  return { items: items.toReversed() }
}
