import type { Execution } from '@flx/shared/executions/execution'
import { can } from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'

import { conflict, notFound } from '../../domain/core/errors.ts'
import type { Actor, AppContext } from '../core/context.ts'
import { findExecution, showExecution } from './show-execution.ts'

type Context = Pick<
  AppContext,
  'executions' | 'failures' | 'pipelines' | 'plugins' | 'work' | 'clock' | 'concurrency'
>

/**
 * Changes the priority of a waiting execution. Throws AppError `not-found`, and `conflict` if it has started.
 */
export async function prioritiseExecution(
  context: Context,
  id: string,
  priority: Priority,
  actor: Actor,
): Promise<Execution> {
  const result = await context.executions.prioritise(id, priority, actor)
  if (result === 'missing') throw notFound('execution', id)
  if (result === 'started') {
    const permission = can.prioritise(await findExecution(context, id))
    const reason = permission.allowed ? '' : ` ${permission.reason}`
    throw conflict(`Cannot change the priority of execution ${id}.${reason}`)
  }
  // Wake the workers: a claim running at this moment skipped the locked row.
  context.work.freed()
  return showExecution(context, id)
}
