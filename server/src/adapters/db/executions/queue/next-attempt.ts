import type { RetriedOutcome } from '@flx/shared/executions/execution-status'

import { nextAttempt } from '../../../../domain/executions/next-attempt.ts'
import { rowReader } from '../../core/rows/json.ts'
import type { ExecutionRow } from '../../core/schema.ts'
import type { Emit, Trx } from '../../core/writer.ts'
import { executionHeadline, openOptions } from '../execution-rows.ts'
import type { FollowUpTools } from './followers.ts'
import { insertPending } from './insert-execution.ts'

/**
 * Adds the next attempt as pending if the pipeline's policy has one left, in the transaction that ends a failed
 * attempt. True if it did.
 */
export async function enqueueNextAttempt(
  trx: Trx,
  emit: Emit,
  ended: ExecutionRow,
  at: string,
  tools: FollowUpTools,
): Promise<boolean> {
  const pipeline = await trx
    .selectFrom('pipeline')
    .select(['retry_attempts', 'retry_delay_seconds', 'retry_on', 'archived_at'])
    .where('id', '=', ended.pipeline_id)
    .executeTakeFirst()
  if (pipeline === undefined || pipeline.archived_at !== null) return false
  const read = rowReader('execution', ended.id)
  const options = openOptions(ended, tools.secretBox, read)
  // Without its options, another attempt would not do what was requested.
  if (read.damaged.length > 0) return false
  const policy = {
    retryAttempts: pipeline.retry_attempts,
    retryDelaySeconds: pipeline.retry_delay_seconds,
    retryOn: rowReader('pipeline', ended.pipeline_id).array<RetriedOutcome>(
      'retry_on',
      pipeline.retry_on,
      'text',
    ),
  }
  const next = nextAttempt({ ...executionHeadline(ended), options, at }, policy, tools)
  if (next === null) return false
  await insertPending(trx, emit, next, tools.secretBox)
  return true
}
