import type { Execution, RetryOptions } from '@flx/shared/executions/execution'
import { can } from '@flx/shared/executions/execution-status'

import { conflict, invalid } from '../../domain/core/errors.ts'
import type { AppContext, Requester } from '../core/context.ts'
import { enqueueExecution } from './execute-pipeline.ts'
import { findExecution } from './show-execution.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

type Context = Pick<
  AppContext,
  | 'pipelines'
  | 'plugins'
  | 'executions'
  | 'failures'
  | 'transforms'
  | 'work'
  | 'clock'
  | 'newId'
  | 'concurrency'
>

/**
 * Starts a new execution after a failed or cancelled one, with the pipeline's current configuration and the
 * same options (docs/decisions/030), from its start, its transform or its failed models (docs/decisions/180).
 * Throws AppError `conflict` if it cannot be retried from there or another execution is unfinished, and
 * `forbidden` if it had one-off settings and the requester is not an editor.
 */
export async function retryExecution(
  context: Context,
  id: string,
  { from }: RetryOptions,
  requester: Requester,
): Promise<Execution> {
  const previous = await findExecution(context, id)
  const permission = from === 'start' ? can.retry(previous) : can.retryTransform(previous)
  if (!permission.allowed) throw conflict(`Cannot retry execution ${id}. ${permission.reason}`)
  if (previous.damaged?.includes('options') === true) {
    throw invalid(
      `Cannot retry execution ${id}: its options are damaged in the database. Execute the pipeline instead.`,
    )
  }
  const pipeline = await findPipeline(context, previous.pipelineId)
  if (from !== 'start' && pipeline.transform === '') {
    throw conflict(
      `Cannot retry execution ${id} from its transform: pipeline "${pipeline.name}" no longer has one. Execute it instead.`,
    )
  }
  if (from === 'failed-models' && (await context.transforms.results(id)) === undefined) {
    throw conflict(
      `Cannot retry execution ${id} from its failed models: its transform left no dbt results. Retry it from the transform.`,
    )
  }
  return enqueueExecution(context, pipeline, {
    options: { ...previous.options, from: from === 'start' ? undefined : from },
    requester,
    trigger: 'retry',
    attempt: previous.attempt + 1,
    retryOf: previous.id,
    firstExecutionId: previous.firstExecutionId ?? previous.id,
  })
}
