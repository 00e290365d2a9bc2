import type { ComparisonQuery, ExecutionComparison } from '@flx/shared/execution-comparison'

import { invalid } from '../domain/errors.ts'
import { compareExecutions } from '../domain/execution-comparison.ts'
import type { AppContext } from './context.ts'
import { findExecution, summarizeExecution } from './show-execution.ts'

/**
 * An execution beside another of its pipeline, or the last success before it. Throws AppError `not-found`, `invalid` when
 * the other one is of another pipeline.
 */
export async function compareExecution(
  context: Pick<AppContext, 'executions'>,
  id: string,
  { with: otherId }: ComparisonQuery,
): Promise<ExecutionComparison> {
  const execution = await findExecution(context, id)
  const other =
    otherId === undefined
      ? await context.executions.successBefore(execution)
      : await findExecution(context, otherId)
  if (other === undefined) {
    return {
      execution: summarizeExecution(execution),
      with: null,
      steps: [],
      streams: [],
      configuration: [],
      state: [],
    }
  }
  if (other.pipelineId !== execution.pipelineId) {
    throw invalid('Executions of different pipelines cannot be compared.', 'with')
  }
  return {
    execution: summarizeExecution(execution),
    with: summarizeExecution(other),
    ...compareExecutions(other, execution),
  }
}
