import { isFinished } from '@flx/shared/executions/execution-status'
import type { ExecutionChange } from '@flx/shared/live/live'
import type { Flow } from '@flx/shared/pipelines/flows'

import { pipelines } from '../pipelines/pipelines.ts'
import type { LiveCache } from './apply-message.ts'
import { mapItems, type Pages } from './pages.ts'

/**
 * Updates the last status of pipelines in chains. When an execution ends, reloads the chains, whose order and
 * data change.
 */
export function applyToFlows(cache: LiveCache, change: ExecutionChange): void {
  cache.patch<Pages<Flow>>(pipelines.flowLists(), (data, key) => {
    const next = mapItems(data, (flow) => withStatus(flow, change))
    if (next !== data && isFinished(change.status)) cache.invalidate(key)
    return next
  })
  cache.patch<Flow>(pipelines.flowDetails(), (flow, key) => {
    const next = withStatus(flow, change)
    if (next !== flow && isFinished(change.status)) cache.invalidate(key)
    return next
  })
}

function withStatus(flow: Flow, { id, pipelineId, status }: ExecutionChange): Flow {
  const current = flow.pipelines.find((pipeline) => pipeline.id === pipelineId)
  if (current === undefined || current.status === status || (current.lastExecutionId ?? '') > id) return flow
  const next = { ...current, status, lastExecutionId: id }
  const difference = (matches: (pipeline: Flow['pipelines'][number]) => boolean) =>
    Number(matches(next)) - Number(matches(current))
  return {
    ...flow,
    failed: flow.failed + difference((pipeline) => pipeline.status === 'failed'),
    running:
      flow.running + difference((pipeline) => pipeline.status === 'running' || pipeline.status === 'pending'),
    pipelines: flow.pipelines.map((pipeline) => (pipeline === current ? next : pipeline)),
  }
}
