import { summaryOf, type Execution, type ExecutionSummary } from '@flx/shared/executions/execution'

import { conflict, notFound } from '../../domain/core/errors.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import { findExecution, showExecution } from './show-execution.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

type Context = Pick<
  AppContext,
  'executions' | 'failures' | 'pipelines' | 'plugins' | 'work' | 'clock' | 'concurrency'
>

/**
 * Requests the end of an execution. A pending one is cancelled at once (`ended`); a running one
 * starts to stop. Repeating the request changes nothing. Throws AppError `conflict` if it already ended.
 */
export async function cancelExecution(
  context: Context,
  id: string,
  actor: Actor,
): Promise<{ execution: Execution; ended: boolean }> {
  const answer = await context.executions.requestCancel(id, nowText(context), actor)
  if (answer === 'missing') throw notFound('execution', id)
  if (answer === 'finished') throw await alreadyEnded(context, id, 'cancel')
  if (answer !== 'cancelled') context.work.cancelRequested(id)
  return { execution: await showExecution(context, id), ended: answer === 'cancelled' }
}

/**
 * Kills an execution that did not stop after a cancel. Throws AppError `conflict` before a cancel and after
 * the end.
 */
export async function forceExecution(context: Context, id: string, actor: Actor): Promise<Execution> {
  const answer = await context.executions.requestForce(id, nowText(context), actor)
  if (answer === 'missing') throw notFound('execution', id)
  if (answer === 'finished') throw await alreadyEnded(context, id, 'kill')
  if (answer === 'not-cancelling') {
    throw conflict(`Cannot kill execution ${id}: cancel it first. Force kill is for a cancel that hangs.`)
  }
  context.work.forceRequested(id)
  return showExecution(context, id)
}

/** Cancels every unfinished execution of a pipeline. Returns an empty list if there is none. */
export async function cancelPipeline(
  context: Context,
  pipelineId: string,
  actor: Actor,
): Promise<ExecutionSummary[]> {
  await findPipeline(context, pipelineId)
  const asked: ExecutionSummary[] = []
  for (const { id } of await context.executions.unfinishedOf(pipelineId)) {
    const answer = await context.executions.requestCancel(id, nowText(context), actor)
    // It ended or was cancelled in the meantime.
    if (answer === 'finished' || answer === 'missing') continue
    if (answer !== 'cancelled') context.work.cancelRequested(id)
    asked.push(summaryOf(await findExecution(context, id)))
  }
  return asked
}

async function alreadyEnded(context: Context, id: string, verb: string) {
  const { status } = await findExecution(context, id)
  const ending = { success: 'succeeded', failed: 'failed', cancelled: 'was cancelled' }
  const how = status === 'pending' || status === 'running' ? 'ended' : ending[status]
  return conflict(`Cannot ${verb} execution ${id}: it already ${how}.`)
}
