import type SqliteDatabase from 'better-sqlite3'

import { limitColumns } from '../adapters/db/executions/pipeline-standing.ts'
import type { PipelineRow } from '../adapters/db/core/schema.ts'
import { NOTHING_ENDED, recentFigures, RECENT_EXECUTIONS } from '../domain/figures/recent-figures.ts'

/** What is kept beside a pipeline of its executions. */
export interface Standing {
  loadedAt: string
  last: { status: string; durationMs: number }[]
}

/** Counts one more execution of a history. */
export function follow(
  standings: Map<string, Standing>,
  row: { pipeline_id: string; status: string; finished_at: string; duration_ms: number },
): void {
  const standing = standings.get(row.pipeline_id) ?? { loadedAt: '', last: [] }
  if (row.status === 'success') standing.loadedAt = row.finished_at
  standing.last.push({ status: row.status, durationMs: row.duration_ms })
  if (standing.last.length > RECENT_EXECUTIONS) standing.last.shift()
  standings.set(row.pipeline_id, standing)
}

/** Writes what was counted to the pipelines. */
export function keepStandings(
  sqlite: SqliteDatabase.Database,
  standings: ReadonlyMap<string, Standing>,
): void {
  const read = sqlite.prepare<string, Pick<PipelineRow, 'freshness_target_seconds' | 'created_at'>>(
    'select freshness_target_seconds, created_at from pipeline where id = ?',
  )
  const update = sqlite.prepare(
    `update pipeline set loaded_at = @loaded_at, stale_at = @stale_at, close_at = @close_at,
      recent_success = @recent_success, recent_p95_ms = @recent_p95_ms where id = @id`,
  )
  for (const [id, { loadedAt, last }] of standings) {
    const row = read.get(id)
    if (row === undefined) continue
    const { successPermille, p95Ms } = recentFigures(last)
    update.run({
      id,
      loaded_at: loadedAt,
      recent_success: successPermille ?? NOTHING_ENDED,
      recent_p95_ms: p95Ms ?? 0,
      ...limitColumns({ ...row, loaded_at: loadedAt }),
    })
  }
}
