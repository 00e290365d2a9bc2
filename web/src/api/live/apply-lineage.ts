import { isFinished } from '@flx/shared/executions/execution-status'
import type { LineagePipeline } from '@flx/shared/lineage/lineage'
import type { ExecutionChange } from '@flx/shared/live/live'

import { lineage } from '../lineage/lineage.ts'
import type { LiveCache } from './apply-message.ts'

/**
 * Updates the last status of pipelines in lineage graphs. When an execution ends, reloads them, because the
 * age of the data changes.
 */
export function applyToLineage(cache: LiveCache, { id, pipelineId, status }: ExecutionChange): void {
  cache.patch<{ pipelines: LineagePipeline[] }>(lineage.nodes(), (data, key) => {
    const current = data.pipelines.find((pipeline) => pipeline.id === pipelineId)
    if (current === undefined || (current.lastExecutionId ?? '') > id) return data
    if (isFinished(status)) cache.invalidate(key)
    if (current.status === status) return data
    const next = { ...current, status, lastExecutionId: id }
    return { ...data, pipelines: data.pipelines.map((pipeline) => (pipeline === current ? next : pipeline)) }
  })
}
