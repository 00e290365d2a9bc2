import type { Recovery } from '../../../domain/failures/failure-store.ts'
import { moveFollower } from '../core/event-followers.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'
import { URGENCY } from './cause-state.ts'

/**
 * Marks a pipeline as recovered, and each cause of which it was the last failing pipeline, together with the position
 * in the event log.
 */
export async function recoverCauses(writer: Writer, recovery: Recovery, position: number): Promise<void> {
  await writer.change(async (trx, emit) => {
    await moveFollower(trx, 'failures', position)
    await recoverIn(writer, trx, emit, recovery)
  })
}

async function recoverIn(
  { dialect }: Writer,
  trx: Trx,
  emit: Emit,
  { pipelineId, at, attempt }: Recovery,
): Promise<void> {
  const failing = await trx
    .selectFrom('failure_cause_pipeline')
    .select('cause_id')
    .where('pipeline_id', '=', pipelineId)
    .where('recovered_at', 'is', null)
    .where('last_seen_at', '<=', at)
    .orderBy('cause_id')
    .execute()
  for (const { cause_id: id } of failing) {
    // The cause is locked first, as when an execution ends: otherwise the two could deadlock.
    const cause = await trx
      .selectFrom('failure_cause')
      .select(['failing'])
      .where('id', '=', id)
      .$if(dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst()
    const { numUpdatedRows } = await trx
      .updateTable('failure_cause_pipeline')
      .set({ recovered_at: at })
      .where('cause_id', '=', id)
      .where('pipeline_id', '=', pipelineId)
      .where('recovered_at', 'is', null)
      .where('last_seen_at', '<=', at)
      .executeTakeFirstOrThrow()
    // It failed again meanwhile.
    if (cause === undefined || numUpdatedRows === 0n) continue
    const stillFailing = Math.max(0, cause.failing - 1)
    await trx
      .updateTable('failure_cause')
      .set({
        failing: stillFailing,
        ...(stillFailing === 0 && {
          urgency: URGENCY.recovered,
          recovered_at: at,
          recovered_attempt: attempt > 1 ? attempt : null,
        }),
      })
      .where('id', '=', id)
      .execute()
    emit({ type: 'failures.changed' })
  }
}
