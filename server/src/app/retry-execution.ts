import type { Execution } from '@flx/shared/execution'
import { can } from '@flx/shared/execution-status'

import { conflict } from '../domain/errors.ts'
import type { Actor, AppContext } from './context.ts'
import { enqueueExecution } from './execute-pipeline.ts'
import { findExecution } from './show-execution.ts'
import { findPipeline } from './show-pipeline.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'executions' | 'work' | 'clock' | 'newId' | 'concurrency'
>

/**
 * A new execution after a failed or cancelled one, with the pipeline's current configuration and the same options
 * (docs/decisions/030). Throws AppError `conflict` when it is neither, or another execution is unfinished.
 */
export async function retryExecution(context: Context, id: string, actor: Actor): Promise<Execution> {
  const previous = await findExecution(context, id)
  const allowed = can.retry(previous)
  if (!allowed.allowed) throw conflict(`Cannot retry execution ${id}. ${allowed.reason}`)
  return enqueueExecution(context, await findPipeline(context, previous.pipelineId), {
    options: previous.options,
    actor,
    trigger: 'retry',
    attempt: previous.attempt + 1,
    retryOf: previous.id,
    firstExecutionId: previous.firstExecutionId ?? previous.id,
  })
}
