import type { ExecutionBulkAction, ExecutionFilter } from '@flx/shared/executions/execution'
import { UNFINISHED_STATUSES, type ExecutionStatus } from '@flx/shared/executions/execution-status'

import type { BulkEffect, BulkOperation, BulkTarget } from './bulk-targets.ts'
import { cancelExecution } from '../executions/cancel-execution.ts'
import type { Actor, AppContext, Requester } from '../core/context.ts'
import { retryExecution } from '../executions/retry-execution.ts'
import { findExecution } from '../executions/show-execution.ts'

/** The statuses to which each action applies. */
const APPLICABLE_STATUSES: Record<ExecutionBulkAction, readonly ExecutionStatus[]> = {
  cancel: UNFINISHED_STATUSES,
  retry: ['failed', 'cancelled'],
}

/** Returns the bulk actions for executions. */
export function executionBulk(context: AppContext): BulkTarget<ExecutionFilter> {
  const operations: Record<ExecutionBulkAction, BulkOperation> = {
    cancel: { role: 'operator', undo: null, perform: (id, { actor }) => cancel(context, id, actor) },
    retry: { role: 'operator', undo: null, perform: (id, requester) => retry(context, id, requester) },
  }
  return {
    operations,
    names: (ids) => context.executions.names(ids),
    async matching(filter, limit, action) {
      const applicable = Object.hasOwn(APPLICABLE_STATUSES, action)
        ? APPLICABLE_STATUSES[action as ExecutionBulkAction]
        : []
      const statuses = applicable.filter((status) => filter.status?.includes(status) ?? true)
      return statuses.length === 0 ? [] : context.executions.matching({ ...filter, status: statuses }, limit)
    },
  }
}

async function cancel(context: AppContext, id: string, actor: Actor): Promise<BulkEffect> {
  const { status, cancelRequestedAt } = await findExecution(context, id)
  if (status === 'cancelled' || (status === 'running' && cancelRequestedAt !== null)) return 'unchanged'
  await cancelExecution(context, id, actor)
  return 'changed'
}

async function retry(context: AppContext, id: string, requester: Requester): Promise<BulkEffect> {
  const { id: resultId } = await retryExecution(context, id, { from: 'start' }, requester)
  return { resultId }
}
