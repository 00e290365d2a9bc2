import { freshnessLimits } from '@flx/shared/pipelines/freshness'
import type { RecentFigures } from '@flx/shared/pipelines/pipeline'

import { loadsEverything } from '../../../domain/executions/automatic-execution.ts'
import { NOTHING_ENDED, recentFigures, RECENT_EXECUTIONS } from '../../../domain/figures/recent-figures.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import type { ExecutionRow, PipelineRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'
import { countStaleTime } from '../objectives/count-objective.ts'
import { WATCHED_COLUMNS } from '../objectives/watched.ts'
import { openOptions } from './execution-rows.ts'

/**
 * Stores on the pipeline when it was last loaded, and the results of its last executions; in the transaction that ends
 * an execution. Returns the stored values; undefined for a cancelled execution, which changes neither.
 */
export async function updateRecentFigures(
  trx: Trx,
  ended: ExecutionRow,
  secretBox: SecretBox,
): Promise<RecentFigures | undefined> {
  if (ended.status === 'cancelled') return undefined
  const last = await trx
    .selectFrom('execution')
    .select(['status', 'duration_ms'])
    .where('pipeline_id', '=', ended.pipeline_id)
    .where('finished_at', 'is not', null)
    .orderBy('finished_at', 'desc')
    .orderBy('id', 'desc')
    .limit(RECENT_EXECUTIONS)
    .execute()
  const { successPermille, p95Ms } = recentFigures(
    last.map(({ status, duration_ms }) => ({ status, durationMs: duration_ms })),
  )
  const figures = { recent_success: successPermille ?? NOTHING_ENDED, recent_p95_ms: p95Ms ?? 0 }
  const { finished_at: at } = ended
  // An execution that was limited, or left streams out, did not load everything.
  const loaded = ended.status === 'success' && at !== null && loadsEverything(openOptions(ended, secretBox))
  const pipeline = loaded
    ? await trx
        .selectFrom('pipeline')
        .select(['freshness_target_seconds', ...WATCHED_COLUMNS])
        .where('id', '=', ended.pipeline_id)
        .executeTakeFirst()
    : undefined
  const row = await trx
    .updateTable('pipeline')
    .set({
      ...figures,
      ...(pipeline !== undefined &&
        at !== null && {
          loaded_at: at,
          ...(await countStaleTime(trx, pipeline, at)),
          ...limitColumns({ ...pipeline, loaded_at: at, created_at: at }),
        }),
    })
    .where('id', '=', ended.pipeline_id)
    .returning(RECENT_FIGURE_COLUMNS)
    .executeTakeFirst()
  return row === undefined ? undefined : recentFiguresOf(row)
}

export const RECENT_FIGURE_COLUMNS = ['loaded_at', 'stale_at', 'recent_success', 'recent_p95_ms'] as const

/** Converts the stored figures of a pipeline to the form of the API. */
export function recentFiguresOf(
  row: Pick<PipelineRow, (typeof RECENT_FIGURE_COLUMNS)[number]>,
): RecentFigures {
  return {
    loadedAt: row.loaded_at === '' ? null : row.loaded_at,
    staleAt: row.stale_at,
    successRate: row.recent_success === NOTHING_ENDED ? null : row.recent_success / 1000,
    p95Seconds: row.recent_p95_ms === 0 ? null : row.recent_p95_ms / 1000,
  }
}

/**
 * Returns when the data of a pipeline become too old. For a pipeline that has never loaded, they count from its
 * creation.
 */
export function limitColumns(
  row: Pick<PipelineRow, 'freshness_target_seconds' | 'loaded_at' | 'created_at'>,
): Pick<PipelineRow, 'stale_at' | 'close_at'> {
  const limits = freshnessLimits({
    freshnessTargetSeconds: row.freshness_target_seconds,
    since: row.loaded_at === '' ? row.created_at : row.loaded_at,
  })
  return { stale_at: limits?.staleAt ?? null, close_at: limits?.closeAt ?? null }
}
