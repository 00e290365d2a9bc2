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
    if (next !== data && isFinished(change.status)) cache.stale(key)
    return next
  })
  cache.patch<Flow>(pipelines.flowDetails(), (flow, key) => {
    const next = withStatus(flow, change)
    if (next !== flow && isFinished(change.status)) cache.stale(key)
    return next
  })
}

function withStatus(flow: Flow, { id, pipelineId, status }: ExecutionChange): Flow {
  const shown = flow.pipelines.find((pipeline) => pipeline.id === pipelineId)
  if (shown === undefined || shown.status === status || (shown.lastExecutionId ?? '') > id) return flow
  const next = { ...shown, status, lastExecutionId: id }
  const difference = (counts: (of: Flow['pipelines'][number]) => boolean) =>
    Number(counts(next)) - Number(counts(shown))
  return {
    ...flow,
    failed: flow.failed + difference((one) => one.status === 'failed'),
    running: flow.running + difference((one) => one.status === 'running' || one.status === 'pending'),
    pipelines: flow.pipelines.map((one) => (one === shown ? next : one)),
  }
}
