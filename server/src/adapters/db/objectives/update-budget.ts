import { measureObjectives, NO_BUDGET } from '../../../domain/objectives/objectives.ts'
import type { Trx } from '../core/writer.ts'
import { readObjectives } from './read-objectives.ts'

const DAY = 86_400_000
/** How often it is recomputed while the data are too old. */
const STALE_INTERVAL_MS = 10 * 60_000
/** Parts of the budget in the stored value. */
const PARTS = 10_000
/** The lowest value that the column holds. */
const MIN_VALUE = -2_000_000_000

/**
 * Stores on a pipeline the remainder of its error budget, for the objective that is worst off: in the transaction that
 * changes what counts towards it, and when it is due because time has passed.
 */
export async function updateBudget(trx: Trx, pipelineId: string, now: string): Promise<void> {
  const [stored] = await readObjectives(trx, [pipelineId], now, { hours: false })
  if (stored === undefined) {
    await trx
      .updateTable('pipeline')
      .set({ budget_left: NO_BUDGET, budget_due_at: '' })
      .where('id', '=', pipelineId)
      .where('budget_left', '<>', NO_BUDGET)
      .execute()
    return
  }
  const { record, counts } = stored
  const at = Date.parse(now)
  const remaining = Math.min(...measureObjectives(record, counts, at).map(({ figures }) => figures.remaining))
  const due = { budget_due_at: new Date(midnightAfter(at)).toISOString() }
  await trx
    .updateTable('pipeline')
    // Rounded down, so that a small overspend is below zero as well.
    .set({ budget_left: Math.max(MIN_VALUE, Math.floor(remaining * PARTS)), ...due })
    .where('id', '=', pipelineId)
    .execute()
  if (record.freshnessObjective !== null) await dueWhileStale(trx, pipelineId, at)
}

/** Sets when to recompute: old data use up the budget from the moment they are too old. */
async function dueWhileStale(trx: Trx, pipelineId: string, at: number): Promise<void> {
  const pipeline = await trx
    .selectFrom('pipeline')
    .select('stale_at')
    .where('id', '=', pipelineId)
    .where('is_active', '=', 1)
    .where('stale_at', 'is not', null)
    .executeTakeFirst()
  if (pipeline === undefined || pipeline.stale_at === null) return
  const next = Math.max(at, Date.parse(pipeline.stale_at)) + STALE_INTERVAL_MS
  if (next >= midnightAfter(at)) return
  await trx
    .updateTable('pipeline')
    .set({ budget_due_at: new Date(next).toISOString() })
    .where('id', '=', pipelineId)
    .execute()
}

const midnightAfter = (at: number): number => (Math.floor(at / DAY) + 1) * DAY
