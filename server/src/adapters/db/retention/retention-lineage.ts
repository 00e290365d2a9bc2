import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { RetentionLimits, Sweep, SweepCursor } from '../../../domain/operations/retention.ts'
import { endFlows } from '../lineage/record-lineage.ts'
import type { Trx, Writer } from '../core/writer.ts'

/**
 * Builds the condition that an ended flow is older than the executions that are kept of its pipeline; null if all are
 * kept.
 */
export function isPastFlow({
  executionsBefore: before,
  executionsPerPipeline: count,
}: RetentionLimits): RawBuilder<SqlBool> | null {
  const conditions: RawBuilder<SqlBool>[] = []
  if (before !== null) conditions.push(sql`until < ${before}`)
  if (count !== null) {
    // Older than the oldest execution that stays.
    conditions.push(sql`until < (select queued_at from execution where pipeline_id = dataset_flow.pipeline_id
      order by queued_at desc, id desc limit 1 offset ${count - 1})`)
  }
  return conditions.length === 0 ? null : sql`(${sql.join(conditions, sql` or `)})`
}

/** Sweeps the flows that have ended, oldest first, and the datasets that are left without flows. */
export async function sweepLineage(
  writer: Writer,
  limits: RetentionLimits,
  cursor: SweepCursor,
  size: number,
): Promise<Sweep> {
  const isPast = isPastFlow(limits)
  if (isPast === null) return { rows: 0, bytes: 0, next: null }
  const [until = '', id = ''] = cursor.split(' ')
  return writer.change(async (trx) => {
    const first = cursor === '' ? limits.executionsBefore : null
    const aliases = first === null ? [] : await forgetForeign(trx, first, size)
    const flows = await trx
      .selectFrom('dataset_flow')
      .select(['id', 'until', 'from_id', 'to_id'])
      .select([sql<number>`length(columns)`.as('bytes'), isPast.as('isRemovable')])
      .where('until', 'is not', null)
      .where(sql<SqlBool>`(until, id) > (${until}, ${id})`)
      .orderBy('until')
      .orderBy('id')
      .limit(size)
      .execute()
    const removable = flows.filter(({ isRemovable }) => Boolean(isRemovable))
    if (removable.length > 0) {
      await trx
        .deleteFrom('dataset_flow')
        .where(
          'id',
          'in',
          removable.map((flow) => flow.id),
        )
        .execute()
      await removeUnused(trx, [...new Set(removable.flatMap((flow) => [flow.from_id, flow.to_id]))])
    }
    const last = flows.at(-1)
    return {
      rows: removable.length + aliases.length,
      bytes: [...removable, ...aliases].reduce((sum, { bytes }) => sum + bytes, 0),
      next: last === undefined || flows.length < size ? null : `${last.until} ${last.id}`,
    }
  })
}

/**
 * Removes jobs of other tools that have not been heard from for as long as executions are kept; their flows end at the
 * last report. Also removes datasets that only such a tool reported and that no flow uses. Returns the other names of
 * datasets that were not reported either, which are deleted at once.
 */
async function forgetForeign(trx: Trx, before: string, size: number): Promise<{ bytes: number }[]> {
  const silentJobs = await trx
    .selectFrom('foreign_job')
    .select(['id', 'seen_at'])
    .where('seen_at', '<', before)
    .orderBy('seen_at')
    .limit(size)
    .execute()
  for (const { id, seen_at: seenAt } of silentJobs) await endFlows(trx, id, seenAt)
  const jobIds = silentJobs.map(({ id }) => id)
  if (jobIds.length > 0) await trx.deleteFrom('foreign_job').where('id', 'in', jobIds).execute()
  const aliases = await trx
    .deleteFrom('dataset_alias')
    .where('seen_at', '<', before)
    .returning(sql<number>`length(namespace) + length(name)`.as('bytes'))
    .execute()
  const orphans = await trx
    .selectFrom('dataset')
    .select('id')
    .where('tool', 'is not', null)
    .where('changed_at', '<', before)
    .orderBy('changed_at')
    .limit(size)
    .execute()
  if (orphans.length > 0)
    await removeUnused(
      trx,
      orphans.map(({ id }) => id),
    )
  return aliases
}

/** Removes datasets without flows from or to them. */
async function removeUnused(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('dataset')
    .where('id', 'in', ids)
    .where(
      sql<SqlBool>`not exists (select 1 from dataset_flow where from_id = dataset.id)
        and not exists (select 1 from dataset_flow where to_id = dataset.id)`,
    )
    .execute()
}
