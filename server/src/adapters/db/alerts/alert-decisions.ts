import { isSameSubject, type EndedExecution } from '../../../domain/alerts/alert-rules.ts'
import type { AlertMessage, AlertStore, NewDelivery } from '../../../domain/alerts/alert-store.ts'
import { followedUpTo, moveFollower } from '../core/event-followers.ts'
import { toJson } from '../core/rows/json.ts'
import { messageFrom } from './alert-rows.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** Reads the executions that decisions need, and writes decisions together with the position in the event log. */
export function alertDecisions(
  writer: Writer,
): Pick<AlertStore, 'endedBefore' | 'position' | 'moveTo' | 'apply' | 'addDelivery'> {
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
        .select(['id', 'status', 'records_processed', 'counts', 'duration_ms', 'error_message'])
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
        // Only executions that ended have `finished_at`.
        status: row.status as EndedExecution['status'],
        recordsProcessed: row.counts === 'unknown' ? null : row.records_processed,
        durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
        errorMessage: row.error_message,
      }))
    },

    position: () => followedUpTo(db, 'alerts'),
    moveTo: (position) => writer.change((trx) => moveFollower(trx, 'alerts', position)),

    async apply({ opened, closed }, position, at) {
      await writer.change(async (trx, emit) => {
        if (position !== null) {
          await moveFollower(trx, 'alerts', position)
        }
        // Closed first: an incident that opens can take the place of one that closes.
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
            // An incident is already open: its message was sent, and is not sent again.
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if ((numInsertedOrUpdatedRows ?? 0n) === 0n) continue
          emit({ type: 'alert.changed' })
          await addDeliveries(trx, deliveries, at)
        }
      })
    },

    addDelivery: (delivery, at, note) =>
      writer.change(async (trx, emit, audit) => {
        await addDeliveries(trx, [delivery], at)
        emit({ type: 'alert.changed' })
        audit(note)
      }),
  }
}

/** How many unsent messages of one channel are considered. */
const MAX_UNSENT = 1000

/** Returns the newest unsent message of the channel about the same matter; the new message waits for it. */
async function lastUnsentOnSubject(
  trx: Trx,
  channelId: string,
  message: AlertMessage,
): Promise<string | null> {
  if (message.pipeline === null) return null
  const unsent = await trx
    .selectFrom('alert_delivery')
    .select(['id', 'message'])
    .where('channel_id', '=', channelId)
    .where('status', '=', 'pending')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_UNSENT)
    .execute()
  return unsent.find((row) => isSameSubject(messageFrom(row), message))?.id ?? null
}

async function addDeliveries(trx: Trx, deliveries: readonly NewDelivery[], at: string): Promise<void> {
  for (const { id, channelId, message } of deliveries) {
    const waits_for = await lastUnsentOnSubject(trx, channelId, message)
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
