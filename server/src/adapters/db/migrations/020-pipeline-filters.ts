import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * SQLite: adds the columns by which lists of pipelines filter to the indexes by which they sort, so that rows that do
 * not match are never read, and counting reads none. An index suffices only if it contains every column that the query
 * names, even those that its own condition determines. PostgreSQL stores long values apart from its rows, and does not
 * accept long texts in an index.
 */
export async function pipelineFilters(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres') return
  const lists = Object.entries({
    pipeline_by_creation: 'created_at',
    pipeline_by_name: 'name_key',
    pipeline_by_execution: 'last_execution_at',
  })
  const statements = [
    ...lists.flatMap(([index, key]) => [
      `drop index ${index}`,
      `create index ${index} on pipeline
        (${key}, id, is_active, type, last_status, extractor, loader, archived_at) where archived_at is null`,
    ]),
    `create index pipeline_schedule_groups on pipeline (schedule, timezone, start_window_seconds, is_active, archived_at)
      where archived_at is null and is_active = 1 and schedule <> ''`,
    `create index pipeline_search on pipeline (id, search_text, archived_at) where archived_at is null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
