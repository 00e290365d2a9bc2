import type { ObjectiveStore, StoredObjectives } from '../../../domain/objectives/objective-store.ts'
import { firstDayOf } from '../../../domain/objectives/objectives.ts'
import type { Writer } from '../core/writer.ts'
import { staleFrom, WATCHED_COLUMNS } from './count-objective.ts'

const HOUR = 3_600_000
/** The longest window of hours, and the hour that it begins in. */
const HOURS = 73

/** The objectives of pipelines, from the sums that are kept of them. */
export function createObjectiveStore({ db }: Writer): ObjectiveStore {
  return {
    async of(pipelineIds, now) {
      if (pipelineIds.length === 0) return []
      const pipelines = await db
        .selectFrom('pipeline')
        .select([
          'name',
          'success_objective',
          'freshness_objective',
          'objective_days',
          'objective_last',
          'objective_failed_at',
          ...WATCHED_COLUMNS,
        ])
        .where('id', 'in', pipelineIds)
        .where(({ or, eb }) =>
          or([eb('success_objective', 'is not', null), eb('freshness_objective', 'is not', null)]),
        )
        .execute()
      if (pipelines.length === 0) return []
      const at = Date.parse(now)
      const ids = pipelines.map(({ id }) => id)
      const days = Math.max(...pipelines.map((pipeline) => pipeline.objective_days))
      const rowsFrom = (span: number, from: number) =>
        db
          .selectFrom('objective_count')
          .select(['pipeline_id', 'span_hours', 'bucket_at', 'succeeded', 'failed', 'stale_ms'])
          .where('pipeline_id', 'in', ids)
          .where('span_hours', '=', span)
          .where('bucket_at', '>=', new Date(from).toISOString())
          .execute()
      const rows = [
        ...(await rowsFrom(24, firstDayOf(days, at))),
        ...(await rowsFrom(1, Math.floor(at / HOUR) * HOUR - HOURS * HOUR)),
      ]
      const counts = Map.groupBy(rows, (row) => row.pipeline_id)
      return pipelines.map((row): StoredObjectives => {
        const stale = staleFrom(row, now)
        return {
          id: row.id,
          name: row.name,
          standing: {
            days: row.objective_days,
            successObjective: row.success_objective,
            freshnessObjective: row.freshness_objective,
            last: row.objective_last,
            failedAt: row.objective_failed_at === '' ? null : Date.parse(row.objective_failed_at),
            staleFrom: stale === null ? null : Date.parse(stale),
          },
          counts: (counts.get(row.id) ?? []).map((count) => ({
            spanHours: count.span_hours,
            at: Date.parse(count.bucket_at),
            succeeded: count.succeeded,
            failed: count.failed,
            staleMs: count.stale_ms,
          })),
        }
      })
    },

    async troubled(now, after, limit) {
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
            // A failure among the last ones, or not long ago.
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
  }
}
