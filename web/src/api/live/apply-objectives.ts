import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'

import { pipelines, type PipelineFilters } from '../pipelines/pipelines.ts'
import type { LiveCache } from './apply-message.ts'
import { contains, type Pages } from './pages.ts'

/** Reloads the objectives of a pipeline when an execution ends, on its page and in lists that show them. */
export function applyToObjectives(cache: LiveCache, pipelineId: string): void {
  cache.invalidate(pipelines.objectives(pipelineId).queryKey)
  cache.patch<Pages<PipelineSummary>>(pipelines.lists(), (data, key) => {
    const filters = key[pipelines.lists().length] as PipelineFilters | undefined
    if (filters?.objectives === true && contains(data, pipelineId)) cache.invalidate(key)
    return data
  })
}
