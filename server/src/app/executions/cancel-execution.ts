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
  const result = await context.executions.requestCancel(id, nowText(context), actor)
  if (result === 'missing') throw notFound('execution', id)
  if (result === 'finished') throw await alreadyEnded(context, id, 'cancel')
  if (result !== 'cancelled') context.work.cancelRequested(id)
  return { execution: await showExecution(context, id), ended: result === 'cancelled' }
}

/**
 * Kills an execution that did not stop after a cancel. Throws AppError `conflict` before a cancel and after
 * the end.
 */
export async function forceExecution(context: Context, id: string, actor: Actor): Promise<Execution> {
  const result = await context.executions.requestForce(id, nowText(context), actor)
  if (result === 'missing') throw notFound('execution', id)
  if (result === 'finished') throw await alreadyEnded(context, id, 'kill')
  if (result === 'not-cancelling') {
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
  const requested: ExecutionSummary[] = []
  for (const { id } of await context.executions.unfinishedOf(pipelineId)) {
    const result = await context.executions.requestCancel(id, nowText(context), actor)
    // It ended or was cancelled in the meantime.
    if (result === 'finished' || result === 'missing') continue
    if (result !== 'cancelled') context.work.cancelRequested(id)
    requested.push(summaryOf(await findExecution(context, id)))
  }
  return requested
}

async function alreadyEnded(context: Context, id: string, verb: string) {
  const { status } = await findExecution(context, id)
  const phrases = { success: 'succeeded', failed: 'failed', cancelled: 'was cancelled' }
  const phrase = status === 'pending' || status === 'running' ? 'ended' : phrases[status]
  return conflict(`Cannot ${verb} execution ${id}: it already ${phrase}.`)
}
