import { sql } from 'kysely'

import { KEPT_OUTCOMES } from '../../../domain/objectives/objectives.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'
import { updateBudget } from './update-budget.ts'
import { staleFrom, type Watched } from './watched.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How long sums of each span (in hours) are kept; a day longer than any window, and than any objective. */
const RETENTION_MS: Record<number, number> = { 1: 4 * DAY, 24: 91 * DAY }

/**
 * Counts an execution for the objective of its pipeline, in the transaction that ends it. `isRetried`: another attempt
 * follows automatically, so this failure is not final. What counts is decision 242.
 */
export async function countForObjective(
  trx: Trx,
  row: ExecutionRow,
  { isRetried }: { isRetried: boolean },
): Promise<void> {
  const { pipeline_id, finished_at: at } = row
  const succeeded = verdictOf(row, isRetried)
  if (succeeded === null || at === null) return
  await add(trx, pipeline_id, Date.parse(at), succeeded ? { succeeded: 1 } : { failed: 1 })
  const pipeline = await trx
    .updateTable('pipeline')
    .set({
      objective_last: sql<string>`substr(${succeeded ? '1' : '0'} || objective_last, 1, ${sql.lit(KEPT_OUTCOMES)})`,
      ...(succeeded ? {} : { objective_failed_at: at }),
    })
    .where('id', '=', pipeline_id)
    .returning(['success_objective', 'freshness_objective'])
    .executeTakeFirst()
  if (pipeline === undefined) return
  const { success_objective, freshness_objective } = pipeline
  if (success_objective !== null || freshness_objective !== null) await updateBudget(trx, pipeline_id, at)
}

/** Returns true for a success, false for a final failure, null if the execution does not count. */
function verdictOf(row: ExecutionRow, isRetried: boolean): boolean | null {
  // Its options differ from the pipeline's: a record limit, chosen streams or other settings.
  if (row.options !== null) return null
  if (row.status === 'success') return true
  if (row.status === 'failed') return isRetried ? null : false
  // A user cancelled it. If it was an automatic attempt, the failure that it should have repaired stands.
  return row.trigger_kind === 'retry' && row.triggered_by === null ? false : null
}

/**
 * Counts how long the data were too old, up to `at`: when they are loaded again, and before what is watched changes.
 * Returns the columns to store on the pipeline.
 */
export async function countStaleTime(
  trx: Trx,
  pipeline: Watched,
  at: string,
): Promise<{ lapsed_at?: string; budget_due_at?: string }> {
  const from = staleFrom(pipeline, at)
  if (from === null || from >= at) return {}
  const until = Date.parse(at)
  for (const span of [1, 24]) {
    const length = span * HOUR
    // Anything older than what is kept no longer counts.
    let start = Math.max(Date.parse(from), Math.floor((until - (RETENTION_MS[span] ?? 0)) / length) * length)
    while (start < until) {
      const end = Math.min(until, (Math.floor(start / length) + 1) * length)
      await addTo(trx, { pipelineId: pipeline.id, span, at: start }, { stale: end - start })
      start = end
    }
  }
  await forget(trx, pipeline.id, until)
  return { lapsed_at: at, budget_due_at: at }
}

interface Addition {
  succeeded?: number
  failed?: number
  stale?: number
}

async function add(trx: Trx, pipelineId: string, at: number, addition: Addition): Promise<void> {
  for (const span of [1, 24]) await addTo(trx, { pipelineId, span, at }, addition)
  await forget(trx, pipelineId, at)
}

async function addTo(
  trx: Trx,
  { pipelineId, span, at }: { pipelineId: string; span: number; at: number },
  { succeeded = 0, failed = 0, stale = 0 }: Addition,
): Promise<void> {
  const bucketAt = startOf(span, at)
  await trx
    .insertInto('objective_count')
    .values({
      pipeline_id: pipelineId,
      span_hours: span,
      bucket_at: bucketAt,
      succeeded,
      failed,
      stale_ms: stale,
    })
    .onConflict((conflict) =>
      conflict.columns(['pipeline_id', 'span_hours', 'bucket_at']).doUpdateSet(({ ref, eb }) => ({
        succeeded: eb(ref('objective_count.succeeded'), '+', succeeded),
        failed: eb(ref('objective_count.failed'), '+', failed),
        stale_ms: eb(ref('objective_count.stale_ms'), '+', stale),
      })),
    )
    .execute()
}

/** Deletes the few rows of each span that have become too old since the last time. */
async function forget(trx: Trx, pipelineId: string, at: number): Promise<void> {
  for (const [span, retentionMs] of Object.entries(RETENTION_MS)) {
    await trx
      .deleteFrom('objective_count')
      .where('pipeline_id', '=', pipelineId)
      .where('span_hours', '=', Number(span))
      .where('bucket_at', '<', startOf(Number(span), at - retentionMs))
      .execute()
  }
}

const startOf = (span: number, at: number): string =>
  new Date(Math.floor(at / (span * HOUR)) * span * HOUR).toISOString()
