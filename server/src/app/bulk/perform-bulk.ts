import { hasRole, type Role } from '@flx/shared/access/role'
import type { Json } from '@flx/shared/json/json'

import type { BulkResult } from '../../domain/bulk/bulk-store.ts'
import { AppError, messageOf } from '../../domain/core/errors.ts'
import type { BulkOperation } from './bulk-targets.ts'
import { nowText, type AppContext, type Asker } from '../core/context.ts'

/** Dependencies of performing a bulk. */
export type BulkContext = Pick<AppContext, 'bulks' | 'hints' | 'clock' | 'newId' | 'log'> & {
  /** The role that who asked has by now; null for none. */
  presentRole: (asker: Asker) => Promise<Role | null>
}

/** Items read at once. */
const BATCH = 200

/** How a bulk is performed this time. */
export interface Performance {
  asker: Asker
  /** Beside the items, where they alone do not say what is to be done. */
  request: Json
  /** By which a server that took over is told from the one before; null where there is one. */
  performer: string | null
  /** Aborted when the server stops, or when another one took over. */
  stop: AbortSignal
}

/**
 * Works through the items of a bulk, one after the other, until the last one, a cancel, or `stop`: then the bulk is
 * interrupted, or left to the server that continues it. The role is checked again for each item: the asker may have
 * lost it since.
 */
export async function performBulk(
  context: BulkContext,
  bulkId: string,
  operation: BulkOperation,
  performance: Performance,
): Promise<void> {
  const { performer, stop } = performance
  let going = true
  while (going) {
    const batch = await context.bulks.waiting(bulkId, BATCH)
    going = batch.length > 0
    for (const item of batch) {
      // Requests get their turn before each item: SQLite answers within the same tick.
      await nextTurn()
      if (stop.aborted && performer !== null) return
      if (stop.aborted) return context.bulks.end(bulkId, 'interrupted', nowText(context))
      const { cancelRequestedAt } = (await context.bulks.find(bulkId)) ?? { cancelRequestedAt: '' }
      if (cancelRequestedAt !== null) return context.bulks.end(bulkId, 'finished', nowText(context))
      const result = await attempt(context, operation, item.id, performance)
      // An item that the stop cut short is done again by the server that continues.
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
  { asker, request, stop }: Performance,
): Promise<BulkResult> {
  try {
    const effect = await operation.perform(id, await entitled(context, operation, asker), stop, request)
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

/** The asker with the role of now. Throws AppError `forbidden` when that is not enough any more. */
async function entitled(
  { presentRole }: BulkContext,
  { role: needed }: BulkOperation,
  { actor, role: accepted }: Asker,
): Promise<Asker> {
  const role = await presentRole({ actor, role: accepted })
  if (role === null) {
    const what = actor.tokenId === undefined ? 'account' : 'API token'
    throw new AppError('forbidden', `The ${what} of ${actor.name} ended before this item.`)
  }
  if (!hasRole(role, needed)) {
    throw new AppError('forbidden', `This needs the ${needed} role; ${actor.name} now has the ${role} role.`)
  }
  return { actor, role }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
