import type {
  Assignee,
  FailureCause,
  FailureChoices,
  FailureSummary,
} from '@flx/shared/failures/failure-cause'
import { BULK_CAP } from '@flx/shared/bulk'
import { hasRole } from '@flx/shared/access/role'

import type { Auth } from '../../domain/access/auth.ts'
import { conflict, invalid, notFound } from '../../domain/core/errors.ts'
import { findCause } from '../alerts/failure-notes.ts'
import type { BulkActions } from '../bulk/bulk-actions.ts'
import type { Actor, AppContext, Requester } from '../core/context.ts'

type Context = Pick<AppContext, 'failures'>

/** Counting stops at this number. */
const MAX_FAILING = 10_000
const MAX_PLUGINS = 500
const DAY_MS = 86_400_000

/** Returns one cause. Throws AppError `not-found`. */
export async function showCause({ failures }: Context, id: string): Promise<FailureCause> {
  const cause = await failures.find(id)
  if (cause === undefined) throw notFound('cause of failures', id)
  return cause
}

/**
 * Counts failures for the navigation and the heading. Failed executions are counted since `from`, by default
 * for the last day.
 */
export async function summarizeFailures(
  { failures, clock }: Pick<AppContext, 'failures' | 'clock'>,
  from: string | undefined,
): Promise<FailureSummary> {
  const since = from === undefined ? clock.now().getTime() - DAY_MS : Date.parse(from)
  const { open, acknowledged } = await failures.counts()
  return {
    open,
    acknowledged,
    failingPipelines: await failures.failingPipelines(MAX_FAILING),
    failedExecutions: await failures.failedSince(new Date(since).toISOString()),
  }
}

/** Returns the options of the filters: plugins that failed, and users who can look after a cause. */
export async function failureChoices({ failures }: Context, accounts: Auth): Promise<FailureChoices> {
  return { plugins: await failures.plugins(MAX_PLUGINS), users: await listAssignable(accounts) }
}

async function listAssignable(accounts: Auth): Promise<Assignee[]> {
  const users = await accounts.accounts()
  return users
    .filter(({ isDisabled, role }) => !isDisabled && hasRole(role, 'operator'))
    .map(({ id, name }) => ({ id, name }))
}

/**
 * Assigns a cause to a user; null removes the assignment. Throws AppError `not-found`, and `invalid` for a
 * user without the role.
 */
export async function assignCause(
  context: Context & { accounts: Auth },
  id: string,
  userId: string | null,
  actor: Actor,
): Promise<FailureCause> {
  const { assignee: before } = await showCause(context, id)
  const assignee =
    userId === null ? null : (await listAssignable(context.accounts)).find((user) => user.id === userId)
  if (assignee === undefined) throw invalid('Choose a user who can operate pipelines.', 'userId')
  const { entityType, entityId, entityName } = await findCause(context, id)
  const note = {
    ...{ actor, action: 'assign' as const, entityType, entityId, entityName },
    changes: [{ path: 'assignee', before: before?.name ?? null, after: assignee?.name ?? null }],
  }
  if (!(await context.failures.assign(id, assignee, note))) throw notFound('cause of failures', id)
  return showCause(context, id)
}

/**
 * Retries the last execution of every pipeline that is still failing, as a bulk action. Throws AppError
 * `not-found`, and `conflict` if none is failing.
 */
export async function retryCause(
  context: Context,
  bulk: BulkActions,
  id: string,
  requester: Requester,
): Promise<{ bulkId: string }> {
  await showCause(context, id)
  const ids = await context.failures.failingExecutions(id, BULK_CAP)
  if (ids.length === 0) throw conflict('Cannot retry: every affected pipeline has succeeded again.')
  return bulk.accept('executions', { action: 'retry', ids }, requester)
}
