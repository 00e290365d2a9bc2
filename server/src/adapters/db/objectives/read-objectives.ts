import type { Kysely } from 'kysely'

import type { StoredObjectives } from '../../../domain/objectives/objective-store.ts'
import { firstDayOf } from '../../../domain/objectives/objectives.ts'
import type { Schema } from '../core/schema.ts'
import { staleFrom, WATCHED_COLUMNS } from './watched.ts'

const HOUR = 3_600_000
/** The longest window of hours, plus the hour in which it starts. */
const HOURS = 73

/**
 * Reads the objectives of those pipelines that have some, with the sums of their days; `hours`: also those of the last
 * hours.
 */
export async function readObjectives(
  db: Kysely<Schema>,
  pipelineIds: readonly string[],
  now: string,
  { hours }: { hours: boolean },
): Promise<StoredObjectives[]> {
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
    ...(hours ? await rowsFrom(1, Math.floor(at / HOUR) * HOUR - HOURS * HOUR) : []),
  ]
  const counts = Map.groupBy(rows, (row) => row.pipeline_id)
  return pipelines.map((row) => {
    const stale = staleFrom(row, now)
    return {
      id: row.id,
      name: row.name,
      record: {
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
}
