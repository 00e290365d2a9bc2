import { sql } from 'kysely'

import { p95Trend, TREND_EXECUTIONS } from '../../../domain/figures/recent-figures.ts'
import type { Writer } from '../core/writer.ts'

/**
 * Returns the running 95th percentile of the durations of several pipelines, in seconds, oldest first. One query with
 * one index range per pipeline, like `recentExecutions`.
 */
export async function durationTrends({ db }: Writer, ids: readonly string[]): Promise<Map<string, number[]>> {
  if (ids.length === 0) return new Map()
  const parts = ids.map(
    (id) => sql`select * from (select pipeline_id, duration_ms, queued_at from execution
      where pipeline_id = ${id} and status = 'success' order by queued_at desc, id desc limit ${TREND_EXECUTIONS}) as newest`,
  )
  const { rows } = await sql<{ pipeline_id: string; duration_ms: number | null; queued_at: string }>`
    ${sql.join(parts, sql` union all `)}`.execute(db)
  // A union promises no order of its parts.
  rows.sort((a, b) => (a.queued_at < b.queued_at ? -1 : a.queued_at > b.queued_at ? 1 : 0))
  const durations = Map.groupBy(rows, (row) => row.pipeline_id)
  return new Map(
    ids.map((id) => [
      id,
      p95Trend(durations.get(id)?.flatMap((row) => row.duration_ms ?? []) ?? []).map((ms) => ms / 1000),
    ]),
  )
}
