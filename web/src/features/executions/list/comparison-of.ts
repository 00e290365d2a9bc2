import type { ListedExecution } from '@flx/shared/executions/execution'

/** Two executions to compare, in order of time. */
export interface TwoExecutions {
  earlier: string
  later: string
  samePipeline: boolean
}

/** Returns the two ticked executions, or null unless exactly two are ticked. */
export function comparisonOf(
  executions: readonly Pick<ListedExecution, 'id' | 'pipelineId' | 'queuedAt'>[],
  ids: readonly string[],
): TwoExecutions | null {
  const [earlier, later] = executions
    .filter(({ id }) => ids.includes(id))
    .toSorted((a, b) => (a.queuedAt < b.queuedAt ? -1 : 1))
  if (ids.length !== 2 || earlier === undefined || later === undefined) return null
  return { earlier: earlier.id, later: later.id, samePipeline: earlier.pipelineId === later.pipelineId }
}
