import { hasRole, type Role } from '@flx/shared/access/role'
import type { Json } from '@flx/shared/json/json'

import type { BulkResult } from '../../domain/bulk/bulk-store.ts'
import { AppError, messageOf } from '../../domain/core/errors.ts'
import type { BulkOperation } from './bulk-targets.ts'
import { nowText, type AppContext, type Requester } from '../core/context.ts'

/** Dependencies of running a bulk. */
export type BulkContext = Pick<AppContext, 'bulks' | 'hints' | 'clock' | 'newId' | 'log'> & {
  /** Returns the requester's current role; null for none. */
  currentRole: (requester: Requester) => Promise<Role | null>
}

/** Number of items read at once. */
const BATCH = 200

/** Options of one run of a bulk. */
export interface BulkRun {
  requester: Requester
  /** Options that apply to all items, if the items alone are not enough. */
  request: Json
  /** Identifies a server that took over a bulk; null where there is only one server. */
  performer: string | null
  /** Aborted when the server stops or another server takes over. */
  stop: AbortSignal
}

/**
 * Works through the items of a bulk one after the other, until the last item, a cancel, or `stop`. After
 * `stop` the bulk is interrupted, or left to the server that continues it. The role is checked again for each
 * item, because the requester might have lost it since.
 */
export async function performBulk(
  context: BulkContext,
  bulkId: string,
  operation: BulkOperation,
  run: BulkRun,
): Promise<void> {
  const { performer, stop } = run
  let hasMore = true
  while (hasMore) {
    const batch = await context.bulks.waiting(bulkId, BATCH)
    hasMore = batch.length > 0
    for (const item of batch) {
      // Yield to requests before each item: SQLite answers within the same tick.
      await nextTurn()
      if (stop.aborted && performer !== null) return
      if (stop.aborted) return context.bulks.end(bulkId, 'interrupted', nowText(context))
      const { cancelRequestedAt } = (await context.bulks.find(bulkId)) ?? { cancelRequestedAt: '' }
      if (cancelRequestedAt !== null) return context.bulks.end(bulkId, 'finished', nowText(context))
      const result = await attempt(context, operation, item.id, run)
      // An item cut short by the stop is repeated by the server that continues.
      if (stop.aborted && performer !== null && result.outcome === 'failed') return
      const saved = await context.bulks.saveResult(bulkId, item.position, result, performer)
      if (saved === undefined) return
      const { done, unchanged, failed } = saved
      context.hints.publish({ type: 'bulk.progress', bulkId, done, unchanged, failed })
    }
  }
  await context.bulks.end(bulkId, 'finished', nowText(context))
}

async function attempt(
  context: BulkContext,
  operation: BulkOperation,
  id: string,
  { requester, request, stop }: BulkRun,
): Promise<BulkResult> {
  try {
    const effect = await operation.perform(
      id,
      await currentRequester(context, operation, requester),
      stop,
      request,
    )
    if (typeof effect === 'string') return { outcome: effect, message: null, resultId: null }
    return { outcome: 'changed', message: null, resultId: effect.resultId }
  } catch (error) {
    if (error instanceof AppError) {
      return { outcome: 'failed', message: error.message, resultId: error.extra?.executionId ?? null }
    }
    context.log.error({ id, error: messageOf(error) }, 'An item of a bulk action failed')
    return {
      outcome: 'failed',
      message: 'It failed on the server. Try it again, or check the server log.',
      resultId: null,
    }
  }
}

/** Returns the requester with their current role. Throws AppError `forbidden` if it is no longer sufficient. */
async function currentRequester(
  { currentRole }: BulkContext,
  { role: needed }: BulkOperation,
  { actor, role: accepted }: Requester,
): Promise<Requester> {
  const role = await currentRole({ actor, role: accepted })
  if (role === null) {
    const credential = actor.tokenId === undefined ? 'account' : 'API token'
    throw new AppError('forbidden', `The ${credential} of ${actor.name} was no longer valid for this item.`)
  }
  if (!hasRole(role, needed)) {
    throw new AppError('forbidden', `This needs the ${needed} role; ${actor.name} now has the ${role} role.`)
  }
  return { actor, role }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
