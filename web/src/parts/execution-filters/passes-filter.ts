import type { ExecutionSummary } from '@flx/shared/executions/execution'

import type { ExecutionFilters } from '#web/api/executions/executions.ts'

/** Reports whether a list with these filters contains the execution, by the server's rules. */
export function passesFilter(execution: ExecutionSummary, filters: ExecutionFilters): boolean {
  const { status, pipelineId, trigger, fullRefresh, shortfall, from, to, search = '' } = filters
  const { pipelineName, errorMessage, queuedAt } = execution
  const text = search.trim().toLowerCase()
  return (
    (status === undefined || status.includes(execution.status)) &&
    (pipelineId === undefined || pipelineId === execution.pipelineId) &&
    (trigger === undefined || trigger === execution.trigger) &&
    (fullRefresh === undefined || fullRefresh === execution.fullRefresh) &&
    (shortfall === undefined || (execution.shortfall !== null && shortfall.includes(execution.shortfall))) &&
    (from === undefined || queuedAt >= from) &&
    (to === undefined || queuedAt < to) &&
    (text === '' || `${pipelineName}\n${errorMessage ?? ''}`.toLowerCase().includes(text))
  )
}
