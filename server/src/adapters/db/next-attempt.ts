import type { ExecutionOutcome, RetriedOutcome } from '@flx/shared/execution-status'

import { nextAttemptMs } from '../../domain/retry-policy.ts'
import { createNewId } from '../system.ts'
import { changed, rememberLast } from './execution-events.ts'
import { arrayFrom } from './json.ts'
import type { ExecutionRow } from './schema.ts'
import type { Emit, Trx } from './writer.ts'

const newId = createNewId()

/**
 * In the transaction that ends a failed attempt: the next one as pending, not before its time, with the same options,
 * if the pipeline's policy has one left (decision 4). It starts from the state that was confirmed.
 */
export async function enqueueNextAttempt(
  trx: Trx,
  emit: Emit,
  ended: ExecutionRow,
  at: string,
): Promise<void> {
  const pipeline = await trx
    .selectFrom('pipeline')
    .select(['retry_attempts', 'retry_delay_seconds', 'retry_on', 'archived_at'])
    .where('id', '=', ended.pipeline_id)
    .executeTakeFirst()
  if (pipeline === undefined || pipeline.archived_at !== null) return
  const policy = {
    retryAttempts: pipeline.retry_attempts,
    retryDelaySeconds: pipeline.retry_delay_seconds,
    retryOn: arrayFrom<RetriedOutcome>(pipeline.retry_on),
  }
  // Only this adapter writes the column, from the same union.
  const outcome = ended.outcome as ExecutionOutcome | null
  const delay = nextAttemptMs(policy, { attempt: ended.attempt, outcome }, Math.random())
  if (delay === null) return
  const row = await trx
    .insertInto('execution')
    .values({
      id: newId(),
      pipeline_id: ended.pipeline_id,
      pipeline_name: ended.pipeline_name,
      status: 'pending',
      trigger_kind: 'retry',
      triggered_by: null,
      triggered_by_name: null,
      full_refresh: ended.full_refresh,
      options: ended.options,
      attempt: ended.attempt + 1,
      retry_of: ended.id,
      first_execution_id: ended.first_execution_id ?? ended.id,
      queued_at: at,
      not_before: new Date(Date.parse(at) + delay).toISOString(),
      records_processed: 0,
      error_lines: '[]',
      steps: '[]',
      streams: '[]',
      log_lines: 0,
      state_before: 'null',
      state_after: 'null',
      resolved_config: 'null',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await rememberLast(trx, row)
  emit(changed(row))
}
