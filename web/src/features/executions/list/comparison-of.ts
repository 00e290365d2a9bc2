import type { ListedExecution } from '@flx/shared/executions/execution'

/** Two executions to compare: the later one beside the earlier. */
export interface TwoExecutions {
  earlier: string
  later: string
  samePipeline: boolean
}

/** The two that are ticked; null unless exactly two are. */
export function comparisonOf(
  executions: readonly Pick<ListedExecution, 'id' | 'pipelineId' | 'queuedAt'>[],
  ids: readonly string[],
): TwoExecutions | null {
  const [one, other] = executions
    .filter(({ id }) => ids.includes(id))
    .toSorted((a, b) => (a.queuedAt < b.queuedAt ? -1 : 1))
  if (ids.length !== 2 || one === undefined || other === undefined) return null
  return { earlier: one.id, later: other.id, samePipeline: one.pipelineId === other.pipelineId }
}
