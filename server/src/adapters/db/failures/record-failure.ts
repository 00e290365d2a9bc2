import type { Step } from '@flx/shared/executions/step'

import { failureCause, type FailureCause } from '../../../domain/failures/failure-cause.ts'
import { hashedId } from '../core/rows/hashed-id.ts'
import { searchText, storable } from '../core/rows/folded-text.ts'
import { rowReader } from '../core/rows/json.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Emit, Trx } from '../core/writer.ts'
import { URGENCY } from './cause-state.ts'

export type StoredCause = FailureCause & { id: string }

/** Returns the cause of a failed execution, derived from its row. */
export function causeOf(row: Pick<ExecutionRow, 'id' | 'error_message' | 'steps'>): StoredCause {
  const steps = rowReader('execution', row.id).array<Step>('steps', row.steps, 'object')
  const cause = failureCause(row.error_message, steps)
  return { ...cause, id: hashedId(cause.signature) }
}

/**
 * Counts a failed execution in its cause, in the transaction that ends it: the end is written once, so it counts once.
 * The row of the cause is written first, so that transactions that count in one cause wait for each other.
 */
export async function recordFailure(
  trx: Trx,
  emit: Emit,
  row: Pick<ExecutionRow, 'id' | 'pipeline_id'>,
  cause: StoredCause,
  at: string,
): Promise<void> {
  const latest = storable({
    version: cause.version,
    title: cause.title,
    quote: cause.quote,
    search_text: searchText(cause.title, cause.quote, cause.plugin),
    newest_execution_id: row.id,
  })
  const stored = await trx
    .insertInto('failure_cause')
    .values({
      id: cause.id,
      ...storable({ plugin: cause.plugin }),
      step: cause.step,
      ...latest,
      urgency: URGENCY.open,
      failures: 1,
      affected: 0,
      failing: 0,
      first_seen_at: at,
      opened_at: at,
      last_seen_at: at,
      recovered_at: null,
      recovered_attempt: null,
      assignee_id: null,
      assignee_name: null,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(({ eb }) => ({
        ...latest,
        last_seen_at: at,
        failures: eb('failure_cause.failures', '+', 1),
      })),
    )
    .returning(['urgency', 'opened_at'])
    .executeTakeFirstOrThrow()
  const reopened = stored.urgency === URGENCY.recovered
  const before = await trx
    .selectFrom('failure_cause_pipeline')
    .select(['last_seen_at', 'recovered_at'])
    .where('cause_id', '=', cause.id)
    .where('pipeline_id', '=', row.pipeline_id)
    .executeTakeFirst()
  await trx
    .insertInto('failure_cause_pipeline')
    .values({
      cause_id: cause.id,
      pipeline_id: row.pipeline_id,
      execution_id: row.id,
      failures: 1,
      last_seen_at: at,
      recovered_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['cause_id', 'pipeline_id']).doUpdateSet(({ eb }) => ({
        execution_id: row.id,
        failures: eb('failure_cause_pipeline.failures', '+', 1),
        last_seen_at: at,
        recovered_at: null,
      })),
    )
    .execute()
  const isNew = before === undefined || before.last_seen_at < stored.opened_at
  const wasHealthy = before === undefined || before.recovered_at !== null
  if (reopened) await reopen(trx, cause.id, at)
  else if (isNew || wasHealthy) {
    await trx
      .updateTable('failure_cause')
      .set(({ eb }) => ({
        affected: eb('affected', '+', isNew ? 1 : 0),
        failing: eb('failing', '+', wasHealthy ? 1 : 0),
      }))
      .where('id', '=', cause.id)
      .execute()
  }
  await trx
    .insertInto('failure_cause_day')
    .values({ cause_id: cause.id, day: at.slice(0, 10), failures: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['cause_id', 'day'])
        .doUpdateSet(({ eb }) => ({ failures: eb('failure_cause_day.failures', '+', 1) })),
    )
    .execute()
  emit({ type: 'failures.changed' })
}

/** Opens a recovered cause again, without its acknowledgement, which was about the time before. */
async function reopen(trx: Trx, id: string, at: string): Promise<void> {
  await trx
    .updateTable('failure_cause')
    .set({
      urgency: URGENCY.open,
      opened_at: at,
      affected: 1,
      failing: 1,
      recovered_at: null,
      recovered_attempt: null,
    })
    .where('id', '=', id)
    .execute()
  await trx.deleteFrom('acknowledgement').where('subject_id', '=', id).execute()
}
