import { sql, type RawBuilder } from 'kysely'

import type { RetentionLimits, Sweep, SweepCursor } from '../../../domain/operations/retention.ts'
import { bucketOf } from '../figures/aggregates.ts'
import { EXECUTION_BYTES, IS_KEPT } from '../executions/kept-executions.ts'
import { removeChunks } from '../logs/log-removal.ts'
import type { Trx, Writer } from '../core/writer.ts'

/**
 * Removes the executions of one pipeline after the other, each with its log first: a step is bounded by the rows that
 * it removes, however long a log is. The sums of removed executions stay, marked so that a recount leaves them alone.
 */
export async function sweepExecutions(
  writer: Writer,
  limits: RetentionLimits,
  cursor: SweepCursor,
  size: number,
): Promise<Sweep> {
  const { executionsBefore: before, executionsPerPipeline: count } = limits
  if (before === null && count === null) return { rows: 0, bytes: 0, next: null }
  return writer.change(async (trx) => {
    let pipelineId = cursor === '' ? await pipelineAfter(trx, '') : cursor
    for (let scanned = 0; pipelineId !== null; scanned++) {
      // Most pipelines have nothing to remove: several are skipped in one step.
      if (scanned > size) return { rows: 0, bytes: 0, next: pipelineId }
      const found = await removable(trx, pipelineId, { before, count, size })
      if (found.length > 0) return { ...(await removeSome(trx, pipelineId, found, size)), next: pipelineId }
      pipelineId = await pipelineAfter(trx, pipelineId)
    }
    return { rows: 0, bytes: 0, next: null }
  })
}

async function pipelineAfter(trx: Trx, id: string): Promise<string | null> {
  const row = await trx
    .selectFrom('pipeline')
    .select('id')
    .where('id', '>', id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

interface Removable {
  id: string
  queued_at: string
  bytes: number
}

/** Returns the oldest executions of a pipeline that can be removed. */
async function removable(
  trx: Trx,
  pipelineId: string,
  { before, count, size }: { before: string | null; count: number | null; size: number },
): Promise<Removable[]> {
  const conditions: RawBuilder<unknown>[] = []
  if (before !== null) conditions.push(sql`queued_at < ${before}`)
  const last = count === null ? undefined : await newestBut(trx, pipelineId, count)
  if (last !== undefined) conditions.push(sql`(queued_at, id) <= (${last.queued_at}, ${last.id})`)
  if (conditions.length === 0) return []
  const { rows } = await sql<Removable>`
    select id, queued_at, ${sql.raw(EXECUTION_BYTES)} as bytes from execution
    where pipeline_id = ${pipelineId} and (${sql.join(conditions, sql` or `)}) and not ${sql.raw(IS_KEPT)}
    order by queued_at, id limit ${size}`.execute(trx)
  return rows
}

/** Returns the newest execution after the first `count`. */
const newestBut = (trx: Trx, pipelineId: string, count: number) =>
  trx
    .selectFrom('execution')
    .select(['id', 'queued_at'])
    .where('pipeline_id', '=', pipelineId)
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(count)
    .executeTakeFirst()

async function removeSome(
  trx: Trx,
  pipelineId: string,
  found: readonly Removable[],
  size: number,
): Promise<{ rows: number; bytes: number }> {
  const ids = found.map(({ id }) => id)
  const chunks = await removeChunks(trx, ids, size)
  // Executions are deleted only once no log is left that would be deleted with them.
  if (chunks.count === size) return { rows: 0, bytes: chunks.bytes }
  for (const [bucketAt, removed] of countsBy(found, ({ queued_at: at }) => bucketOf(at))) {
    await trx
      .updateTable('execution_bucket')
      .set(({ eb }) => ({ removed: eb('removed', '+', removed) }))
      .where('pipeline_id', '=', pipelineId)
      .where('bucket_at', '=', bucketAt)
      .execute()
  }
  for (const table of ['acknowledgement', 'failure_comment'] as const)
    await trx.deleteFrom(table).where('subject_id', 'in', ids).execute()
  await trx.deleteFrom('execution').where('id', 'in', ids).execute()
  return { rows: ids.length, bytes: chunks.bytes + found.reduce((sum, { bytes }) => sum + bytes, 0) }
}

function countsBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
