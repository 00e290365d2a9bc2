import type { EndedExecution } from '../../domain/alert-rules.ts'
import type { AlertMessage, AlertStore, NewDelivery } from '../../domain/alert-store.ts'
import { objectFrom, toJson } from './json.ts'
import type { Trx, Writer } from './writer.ts'

/** Name of the row that says up to which event the alerts are decided. */
const ALERT_POSITION = 'alert-position'

/** What ended executions make of incidents: read, and written as one with the position in the event log. */
export function alertDecisions(
  writer: Writer,
): Pick<AlertStore, 'endedBefore' | 'position' | 'apply' | 'addDelivery'> {
  const { db } = writer
  return {
    async endedBefore(executionId, limit) {
      const execution = await db
        .selectFrom('execution')
        .select(['pipeline_id', 'finished_at', 'id'])
        .where('id', '=', executionId)
        .executeTakeFirst()
      if (execution === undefined || execution.finished_at === null) return []
      const { finished_at: at, id } = execution
      const rows = await db
        .selectFrom('execution')
        .select(['id', 'status', 'records_processed', 'duration_ms', 'error_message'])
        .where('pipeline_id', '=', execution.pipeline_id)
        .where('finished_at', 'is not', null)
        .where(({ eb, and, or }) =>
          or([eb('finished_at', '<', at), and([eb('finished_at', '=', at), eb('id', '<', id)])]),
        )
        .orderBy('finished_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        // Only ended ones have a time of end.
        status: row.status as EndedExecution['status'],
        recordsProcessed: row.records_processed,
        durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
        errorMessage: row.error_message,
      }))
    },

    position: () => decidedUpTo(db),

    async apply({ opened, closed }, position, at) {
      await writer.change(async (trx, emit) => {
        if (position !== null) {
          await trx
            .insertInto('meta')
            .values({ name: ALERT_POSITION, value: String(position) })
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(position) }))
            .execute()
        }
        for (const { incident, deliveries } of opened) {
          const { numInsertedOrUpdatedRows } = await trx
            .insertInto('alert_incident')
            .values({
              id: incident.id,
              rule_id: incident.rule.id,
              rule_name: incident.rule.name,
              condition: incident.rule.condition,
              pipeline_id: incident.pipelineId,
              pipeline_name: incident.pipelineName,
              execution_id: incident.executionId ?? '',
              message: incident.message,
              opened_at: at,
              closed_at: null,
            })
            // One is open already: it was told, and is not told again.
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if ((numInsertedOrUpdatedRows ?? 0n) === 0n) continue
          emit({ type: 'alert.changed' })
          await addDeliveries(trx, deliveries, at)
        }
        for (const { ruleId, pipelineId, deliveries } of closed) {
          const { numUpdatedRows } = await trx
            .updateTable('alert_incident')
            .set({ closed_at: at })
            .where('rule_id', '=', ruleId)
            .where('pipeline_id', '=', pipelineId)
            .where('closed_at', 'is', null)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) continue
          emit({ type: 'alert.changed' })
          await addDeliveries(trx, deliveries, at)
        }
      })
    },

    addDelivery: (delivery, at, note) =>
      writer.change(async (trx, _emit, audit) => {
        await addDeliveries(trx, [delivery], at)
        audit(note)
      }),
  }
}

/** `seq` of the last event that the alerts have looked at and written down; null when they never did. */
export async function decidedUpTo(db: Pick<Trx, 'selectFrom'>): Promise<number | null> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', ALERT_POSITION)
    .executeTakeFirst()
  return row === undefined ? null : Number(row.value)
}

/** Unsent messages of one channel that are looked through. */
const MOST_UNSENT = 1000

/** What the channel was last told of the same rule and pipeline and did not take yet: the next word comes after it. */
async function lastOfSameMatter(
  trx: Trx,
  channelId: string,
  { ruleName, pipeline }: AlertMessage,
): Promise<string | null> {
  if (pipeline === null) return null
  const unsent = await trx
    .selectFrom('alert_delivery')
    .select(['id', 'message'])
    .where('channel_id', '=', channelId)
    .where('status', '=', 'pending')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_UNSENT)
    .execute()
  const same = unsent.find((row) => {
    const other = objectFrom<AlertMessage>(row.message)
    return other.ruleName === ruleName && other.pipeline?.id === pipeline.id
  })
  return same?.id ?? null
}

async function addDeliveries(trx: Trx, deliveries: readonly NewDelivery[], at: string): Promise<void> {
  for (const { id, channelId, message } of deliveries) {
    const waits_for = await lastOfSameMatter(trx, channelId, message)
    await trx
      .insertInto('alert_delivery')
      .values({
        id,
        channel_id: channelId,
        message: toJson(message),
        waits_for,
        status: 'pending',
        attempts: 0,
        created_at: at,
        next_attempt_at: at,
        settled_at: null,
        error: null,
      })
      .execute()
  }
}
