import type { BulkResult } from '../domain/bulk-store.ts'
import { AppError, messageOf } from '../domain/errors.ts'
import type { BulkOperation } from './bulk-targets.ts'
import { nowText, type Actor, type AppContext } from './context.ts'

type Context = Pick<AppContext, 'bulks' | 'hints' | 'clock' | 'log'>

/** Items read at once. */
const BATCH = 200

/** Works through the items of a bulk, one after the other, until the last one, a cancel, or the stop of the server. */
export async function performBulk(
  context: Context,
  bulkId: string,
  operation: BulkOperation,
  actor: Actor,
  stop: AbortSignal,
): Promise<void> {
  let going = true
  while (going) {
    const batch = await context.bulks.waiting(bulkId, BATCH)
    going = batch.length > 0
    for (const item of batch) {
      // Requests get their turn before each item: SQLite answers within the same tick.
      await nextTurn()
      if (stop.aborted) return context.bulks.end(bulkId, 'interrupted', nowText(context))
      const { cancelRequestedAt } = (await context.bulks.find(bulkId)) ?? { cancelRequestedAt: '' }
      if (cancelRequestedAt !== null) return context.bulks.end(bulkId, 'finished', nowText(context))
      const result = await attempt(context, operation, item.id, { actor, stop })
      const { done, unchanged, failed } = await context.bulks.saveResult(bulkId, item.position, result)
      context.hints.publish({ type: 'bulk.progress', bulkId, done, unchanged, failed })
    }
  }
  await context.bulks.end(bulkId, 'finished', nowText(context))
}

async function attempt(
  context: Context,
  operation: BulkOperation,
  id: string,
  { actor, stop }: { actor: Actor; stop: AbortSignal },
): Promise<BulkResult> {
  try {
    const effect = await operation.perform(id, actor, stop)
    if (typeof effect === 'string') return { outcome: effect, message: null, resultId: null }
    return { outcome: 'changed', message: null, resultId: effect.resultId }
  } catch (error) {
    if (error instanceof AppError) {
      return { outcome: 'failed', message: error.message, resultId: error.extra?.executionId ?? null }
    }
    context.log.error({ id, error: messageOf(error) }, 'An item of a bulk action failed')
    return {
      outcome: 'failed',
      message: 'It failed on the server, whose log says why. Try this one again.',
      resultId: null,
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
