import type { ObjectiveStore } from '../../../domain/objectives/objective-store.ts'
import type { Writer } from '../core/writer.ts'
import { updateBudget } from './update-budget.ts'
import { readObjectives } from './read-objectives.ts'

const HOUR = 3_600_000

/** Stores the objectives of pipelines, measured by the stored sums. */
export function createObjectiveStore(writer: Writer): ObjectiveStore {
  const { db } = writer
  return {
    of: (pipelineIds, now) => readObjectives(db, pipelineIds, now, { hours: true }),

    async atRisk(now, after, limit) {
      const recently = new Date(Date.parse(now) - 2 * HOUR).toISOString()
      const rows = await db
        .selectFrom('pipeline')
        .select('id')
        .where('id', '>', after)
        .where('archived_at', 'is', null)
        .where(({ or, eb }) =>
          or([eb('success_objective', 'is not', null), eb('freshness_objective', 'is not', null)]),
        )
        .where('is_active', '=', 1)
        .where(({ or, eb, fn, val }) =>
          or([
            // A failure among the last three, or within the last two hours.
            eb(fn('substr', ['objective_last', val(1), val(3)]), 'like', '%0%'),
            eb('objective_failed_at', '>=', recently),
            eb('stale_at', '<', now),
            eb('lapsed_at', '>=', recently),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },

    async keepBudgets(now, limit) {
      const due = await db
        .selectFrom('pipeline')
        .select('id')
        .where('archived_at', 'is', null)
        .where('budget_due_at', '<>', '')
        .where('budget_due_at', '<=', now)
        .orderBy('budget_due_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      for (const { id } of due) await writer.change((trx) => updateBudget(trx, id, now))
      return due.length
    },
  }
}
