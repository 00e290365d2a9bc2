import { sql, type SqlBool } from 'kysely'

import type { RetentionLimits, Sweep, SweepCursor } from '../../../domain/operations/retention.ts'
import { seenByAllFollowers } from '../core/event-followers.ts'
import type { Trx, Writer } from '../core/writer.ts'

const NO_ROWS: Sweep = { rows: 0, bytes: 0, next: null }
/** The cursor of a sweep that always starts with the oldest row. */
const CONTINUE: SweepCursor = 'again'

/**
 * Removes settled deliveries, then closed incidents (with the notes on those without an execution), then causes of
 * failures that have recovered.
 */
export async function sweepAlerts(
  writer: Writer,
  { alertsBefore: before }: RetentionLimits,
  size: number,
): Promise<Sweep> {
  if (before === null) return NO_ROWS
  return writer.change(async (trx) => {
    const deliveries = await trx
      .selectFrom('alert_delivery')
      .select(['id', sql<number>`length(message)`.as('bytes')])
      .where('created_at', '<', before)
      .where('status', '<>', 'pending')
      .orderBy('created_at')
      .orderBy('id')
      .limit(size)
      .execute()
    if (deliveries.length > 0) {
      await trx.deleteFrom('alert_delivery').where('id', 'in', idsOf(deliveries)).execute()
      return sum(deliveries)
    }
    const incidents = await trx
      .selectFrom('alert_incident')
      .select(['id', sql<number>`length(message)`.as('bytes')])
      .where('closed_at', 'is not', null)
      .where('closed_at', '<', before)
      .orderBy('closed_at')
      .orderBy('id')
      .limit(size)
      .execute()
    if (incidents.length === 0) return sweepCauses(trx, before, size)
    for (const table of ['acknowledgement', 'failure_comment'] as const)
      await trx.deleteFrom(table).where('subject_id', 'in', idsOf(incidents)).execute()
    await trx.deleteFrom('alert_incident').where('id', 'in', idsOf(incidents)).execute()
    return sum(incidents)
  })
}

/** Removes causes that recovered before a time, with their notes. */
async function sweepCauses(trx: Trx, before: string, size: number): Promise<Sweep> {
  const causes = await trx
    .selectFrom('failure_cause')
    .select(['id', sql<number>`length(quote) + length(title) + length(search_text)`.as('bytes')])
    .where('urgency', '=', 0)
    .where('last_seen_at', '<', before)
    .where('recovered_at', '<', before)
    .orderBy('last_seen_at')
    .orderBy('id')
    .limit(size)
    .execute()
  if (causes.length === 0) return NO_ROWS
  const ids = idsOf(causes)
  for (const table of ['acknowledgement', 'failure_comment'] as const)
    await trx.deleteFrom(table).where('subject_id', 'in', ids).execute()
  for (const table of ['failure_cause_day', 'failure_cause_pipeline'] as const)
    await trx.deleteFrom(table).where('cause_id', 'in', ids).execute()
  await trx.deleteFrom('failure_cause').where('id', 'in', ids).execute()
  return sum(causes)
}

/** Removes ticks, except the newest of each pipeline, which the list of schedules shows. */
export async function sweepTicks(
  writer: Writer,
  { ticksBefore: before }: RetentionLimits,
  cursor: SweepCursor,
  size: number,
): Promise<Sweep> {
  if (before === null) return NO_ROWS
  const [at = '', pipelineId = '', dueAt = ''] = cursor.split(' ')
  return writer.change(async (trx) => {
    const page = await trx
      .selectFrom('tick')
      .select([
        'recorded_at',
        'pipeline_id',
        'due_at',
        sql<string>`(select max(newest.due_at) from tick newest where newest.pipeline_id = tick.pipeline_id)`.as(
          'newest',
        ),
      ])
      .where(sql<SqlBool>`(recorded_at, pipeline_id, due_at) > (${at}, ${pipelineId}, ${dueAt})`)
      .where('recorded_at', '<', before)
      .orderBy('recorded_at')
      .orderBy('pipeline_id')
      .orderBy('due_at')
      .limit(size)
      .execute()
    const last = page.at(-1)
    if (last === undefined) return NO_ROWS
    const removable = page.filter((tick) => tick.due_at < tick.newest)
    if (removable.length > 0) {
      await trx
        .deleteFrom('tick')
        .where(({ eb, refTuple, tuple }) =>
          eb(
            refTuple('pipeline_id', 'due_at'),
            'in',
            removable.map((tick) => tuple(tick.pipeline_id, tick.due_at)),
          ),
        )
        .execute()
    }
    const next = `${last.recorded_at} ${last.pipeline_id} ${last.due_at}`
    return { rows: removable.length, bytes: removable.length * TICK_BYTES, next }
  })
}

/** Approximate size of a tick. */
export const TICK_BYTES = 150

export async function sweepAudit(
  writer: Writer,
  { auditBefore: before }: RetentionLimits,
  size: number,
): Promise<Sweep> {
  if (before === null) return NO_ROWS
  return writer.change(async (trx) => {
    const entries = await trx
      .selectFrom('audit_entry')
      .select(['id', sql<number>`length(changes)`.as('bytes')])
      .where('at', '<', before)
      .orderBy('at')
      .orderBy('id')
      .limit(size)
      .execute()
    if (entries.length === 0) return NO_ROWS
    await trx.deleteFrom('audit_entry').where('id', 'in', idsOf(entries)).execute()
    return sum(entries)
  })
}

/** Removes old events, except those that a follower has not seen. */
export async function sweepEvents(
  writer: Writer,
  { eventsBefore: before }: RetentionLimits,
  size: number,
): Promise<Sweep> {
  return writer.change(async (trx) => {
    const seen = await seenByAllFollowers(trx)
    const oldest = await trx
      .selectFrom('event')
      .select(['seq', 'at', sql<number>`length(payload)`.as('bytes')])
      .orderBy('seq')
      .limit(size)
      .execute()
    const end = oldest.findIndex(({ seq, at }) => at >= before || (seen !== null && seq > seen))
    const removable = end === -1 ? oldest : oldest.slice(0, end)
    const last = removable.at(-1)
    if (last === undefined) return NO_ROWS
    await trx.deleteFrom('event').where('seq', '<=', last.seq).execute()
    return { ...sum(removable), next: end === -1 ? CONTINUE : null }
  })
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

const sum = (rows: readonly { bytes: number }[]): Sweep => ({
  rows: rows.length,
  bytes: rows.reduce((total, { bytes }) => total + bytes, 0),
  next: CONTINUE,
})
