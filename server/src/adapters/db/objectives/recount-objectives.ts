import { sql } from 'kysely'

import type { Trx, Writer } from '../core/writer.ts'
import { updateBudget } from './update-budget.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** For executions queued within one, the sums record how many were removed. */
const QUARTER = HOUR / 4
/** The sums that every installation has in full, however it was upgraded: the hours of four days, the days of 90. */
const SPANS = [
  { hours: 1, lengthMs: 4 * DAY, bucketAt: sql<string>`substr(finished_at, 1, 13) || ':00:00.000Z'` },
  { hours: 24, lengthMs: 90 * DAY, bucketAt: sql<string>`substr(finished_at, 1, 10) || 'T00:00:00.000Z'` },
]
const PAGE = 500

/** An automatic attempt that a user cancelled: the failure that it should have repaired stands. */
const GIVEN_UP = sql<boolean>`(status = 'cancelled' and trigger_kind = 'retry' and triggered_by is null)`
/** Failed for good: no automatic attempt followed. */
const failed = (pipelineId: string) => sql<boolean>`(status = 'failed' and id not in (
  select next.retry_of from execution as next where next.pipeline_id = ${pipelineId} and next.retry_of is not null
    and next.trigger_kind = 'retry' and next.triggered_by is null))`

export interface RecountedObjectives {
  /** Sums of hours and days that were wrong. */
  changed: number
  /** Pipelines whose earlier hours or days stay as they are, because some of their executions were removed. */
  cut: number
}

interface Sums {
  succeeded: number
  failed: number
}

/**
 * Counts again how executions ended for the objectives of their pipelines, in one transaction, corrects the maintained
 * sums, and recomputes the remainder of each budget. Times in which data were too old stay as they are: executions do
 * not reveal them. So do hours and days in which a since removed execution might have ended: sums are kept by the end
 * of an execution, removals by the time of its queueing. A pipeline has one unfinished execution at a time, so
 * everything removed had ended when the next one was queued.
 */
export async function recountObjectives(writer: Writer, now: number): Promise<RecountedObjectives> {
  return writer.change(async (trx) => {
    const recounted = { changed: 0, cut: 0 }
    for (let after = ''; ;) {
      const pipelines = await trx
        .selectFrom('pipeline')
        .select('id')
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute()
      for (const { id } of pipelines) {
        const completeFrom = await findCompleteFrom(trx, id, now)
        if (completeFrom > now - Math.max(...SPANS.map(({ lengthMs }) => lengthMs))) recounted.cut += 1
        for (const span of SPANS) {
          recounted.changed += await recount(trx, id, span, Math.max(completeFrom, now - span.lengthMs))
        }
        await updateBudget(trx, id, new Date(now).toISOString())
      }
      after = pipelines.at(-1)?.id ?? ''
      if (pipelines.length < PAGE) return recounted
    }
  })
}

/** Returns since when every execution of a pipeline that ended still exists; `now` if this is not known of any. */
async function findCompleteFrom(trx: Trx, pipelineId: string, now: number): Promise<number> {
  const removed = await trx
    .selectFrom('execution_bucket')
    .select(({ fn }) => fn.max<string | null>('bucket_at').as('last'))
    .where('pipeline_id', '=', pipelineId)
    .where('removed', '>', 0)
    .executeTakeFirst()
  const last = removed?.last ?? null
  if (last === null) return 0
  const next = await trx
    .selectFrom('execution')
    .select('queued_at')
    .where('pipeline_id', '=', pipelineId)
    .where('queued_at', '>=', new Date(Date.parse(last) + QUARTER).toISOString())
    .orderBy('queued_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return next === undefined ? now : Date.parse(next.queued_at)
}

/** Recounts the hours or days of a pipeline that start at `from` or later; returns how many were wrong. */
async function recount(
  trx: Trx,
  pipelineId: string,
  { hours, bucketAt }: (typeof SPANS)[number],
  from: number,
): Promise<number> {
  const first = new Date(Math.ceil(from / (hours * HOUR)) * hours * HOUR).toISOString()
  const { rows: countedRows } = await sql<Sums & { bucket_at: string }>`
    select ${bucketAt} as bucket_at, sum(case when status = 'success' then 1 else 0 end) as succeeded,
      sum(case when status = 'success' then 0 else 1 end) as failed
    from execution where pipeline_id = ${pipelineId} and finished_at is not null and finished_at >= ${first}
      and options is null and (status = 'success' or ${GIVEN_UP} or ${failed(pipelineId)})
    group by ${bucketAt}`.execute(trx)
  const correct = new Map(countedRows.map(({ bucket_at, ...sums }) => [bucket_at, sums]))
  const stored = await trx
    .selectFrom('objective_count')
    .select(['bucket_at', 'succeeded', 'failed'])
    .where('pipeline_id', '=', pipelineId)
    .where('span_hours', '=', hours)
    .where('bucket_at', '>=', first)
    .execute()
  const missing = new Map(correct)
  let changed = 0
  for (const row of stored) {
    missing.delete(row.bucket_at)
    const { succeeded, failed } = correct.get(row.bucket_at) ?? { succeeded: 0, failed: 0 }
    if (row.succeeded === succeeded && row.failed === failed) continue
    changed += 1
    await trx
      .updateTable('objective_count')
      .set({ succeeded, failed })
      .where('pipeline_id', '=', pipelineId)
      .where('span_hours', '=', hours)
      .where('bucket_at', '=', row.bucket_at)
      .execute()
  }
  for (const [bucket_at, sums] of missing) {
    changed += 1
    await trx
      .insertInto('objective_count')
      .values({ pipeline_id: pipelineId, span_hours: hours, bucket_at, ...sums, stale_ms: 0 })
      .execute()
  }
  return changed
}
