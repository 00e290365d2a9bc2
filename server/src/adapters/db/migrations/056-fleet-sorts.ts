import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds indexes for lists of pipelines by their figures, and for the durations of their successes without reading the
 * executions. On SQLite they include the columns that the lists filter by, like `pipelineFilters`.
 */
export async function fleetSorts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const filters = 'is_active, type, last_status, extractor, loader, owner, stale_at, close_at, archived_at'
  const sorts = Object.entries({
    pipeline_by_success: 'recent_success',
    pipeline_by_p95: 'recent_p95_ms',
    pipeline_by_staleness: "coalesce(stale_at, '9')",
    pipeline_by_next: "coalesce(nullif(next_due_at, ''), '9')",
  })
  const statements = [
    ...sorts.map(
      ([index, key]) =>
        `create index ${index} on pipeline (${key}, id${dialect === 'sqlite' ? `, ${filters}` : ''})
          where archived_at is null`,
    ),
    // "Worst first" depends on the clock: it is sorted from this index alone.
    `create index pipeline_by_standing on pipeline (recent_success, name_key, id, ${filters})
      where archived_at is null`,
    `drop index execution_pipeline_status`,
    `create index execution_pipeline_status on execution (pipeline_id, status, queued_at, id, duration_ms)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
