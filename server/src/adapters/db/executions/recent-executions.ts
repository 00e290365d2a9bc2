import { sql } from 'kysely'

import type { Shortfall } from '@flx/shared/executions/execution'
import type { ExecutionStatus } from '@flx/shared/executions/execution-status'
import type { StripBar } from '@flx/shared/pipelines/pipeline'

import type { RecentExecutions } from '../../../domain/pipelines/pipeline-store.ts'
import type { Writer } from '../core/writer.ts'
import { totalsFrom } from './execution-rows.ts'
import { RECENT_FIGURE_COLUMNS, recentFiguresOf } from './recent-figures.ts'

interface Row {
  pipeline_id: string
  id: string
  status: string
  queued_at: string
  started_at: string | null
  finished_at: string | null
  duration_ms: number | null
  records_processed: number
  bytes_transferred: number
  counts: string
  shortfall: string | null
  error_message: string | null
  cancel_requested_at: string | null
}

const NO_EXECUTIONS = { last: null, loadedAt: null, staleAt: null, successRate: null, p95Seconds: null }

/**
 * Reads the newest executions of several pipelines in one query, with one index range per pipeline however long its
 * history, and the figures of each pipeline. SQLite has no lateral join; a union of limited selects works in both
 * dialects.
 */
export async function recentExecutions(
  { db }: Writer,
  ids: readonly string[],
  count: number,
): Promise<Map<string, RecentExecutions>> {
  const found = new Map<string, RecentExecutions>(ids.map((id) => [id, { ...NO_EXECUTIONS, strip: [] }]))
  if (ids.length === 0) return found
  const parts = ids.map(
    (
      id,
    ) => sql`select * from (select pipeline_id, id, status, queued_at, started_at, finished_at, duration_ms,
      records_processed, bytes_transferred, counts, shortfall, error_message, cancel_requested_at from execution where pipeline_id = ${id}
      order by queued_at desc, id desc limit ${count}) as newest`,
  )
  const { rows } = await sql<Row>`${sql.join(parts, sql` union all `)}`.execute(db)
  const figures = await db
    .selectFrom('pipeline')
    .select(['id', ...RECENT_FIGURE_COLUMNS])
    .where('id', 'in', ids)
    .execute()
  for (const row of figures) found.set(row.id, { last: null, strip: [], ...recentFiguresOf(row) })
  rows.sort((a, b) => (a.queued_at === b.queued_at ? compare(a.id, b.id) : compare(a.queued_at, b.queued_at)))
  for (const row of rows) {
    const entry = found.get(row.pipeline_id)
    if (entry === undefined) continue
    const bar: StripBar = {
      id: row.id,
      status: row.status as ExecutionStatus,
      durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
      recordsProcessed: totalsFrom(row).recordsProcessed,
      shortfall: row.shortfall as Shortfall | null,
      queuedAt: row.queued_at,
    }
    entry.strip.push(bar)
    entry.last = {
      ...bar,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      errorMessage: row.error_message,
      cancelRequestedAt: row.cancel_requested_at,
    }
  }
  return found
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
