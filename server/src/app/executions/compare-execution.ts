import { summaryOf } from '@flx/shared/executions/execution'
import type { ComparisonQuery, ExecutionComparison } from '@flx/shared/executions/execution-comparison'

import { invalid } from '../../domain/core/errors.ts'
import { compareExecutions } from '../../domain/executions/execution-comparison.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import type { AppContext } from '../core/context.ts'
import { hideResolvedConfig } from '../settings/hide-resolved-config.ts'
import { findExecution } from './show-execution.ts'

/**
 * Compares an execution with another of its pipeline, by default the last success before it. Throws AppError
 * `not-found`, and `invalid` if the other one belongs to another pipeline.
 */
export async function compareExecution(
  context: Pick<AppContext, 'executions' | 'pipelines' | 'plugins'>,
  id: string,
  { baseline: otherId }: ComparisonQuery,
): Promise<ExecutionComparison> {
  const execution = await findExecution(context, id)
  const other =
    otherId === undefined
      ? await context.executions.successBefore(execution)
      : await findExecution(context, otherId)
  if (other === undefined) {
    return {
      execution: summaryOf(execution),
      baseline: null,
      steps: [],
      streams: [],
      configuration: [],
      state: [],
    }
  }
  if (other.pipelineId !== execution.pipelineId) {
    throw invalid('Only executions of the same pipeline can be compared.', 'baseline')
  }
  return {
    execution: summaryOf(execution),
    baseline: summaryOf(other),
    ...compareExecutions(await hideSecrets(context, other), await hideSecrets(context, execution)),
  }
}

const hideSecrets = async (
  context: Pick<AppContext, 'pipelines' | 'plugins'>,
  record: ExecutionRecord,
): Promise<ExecutionRecord> => ({ ...record, resolvedConfig: await hideResolvedConfig(context, record) })
