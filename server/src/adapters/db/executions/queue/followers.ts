import type { Priority } from '@flx/shared/executions/priority'

import { automaticExecution, startsFollowers } from '../../../../domain/executions/automatic-execution.ts'
import { TICK_WORDS } from '../../../../domain/schedules/tick-words.ts'
import type { NewId, SecretBox } from '../../../../domain/core/ports.ts'
import type { ExecutionRow } from '../../core/schema.ts'
import type { Emit, Trx } from '../../core/writer.ts'
import { openOptions } from '../execution-rows.ts'
import { insertPending } from './insert-execution.ts'

export interface FollowUpTools {
  newId: NewId
  secretBox: SecretBox
  /** Returns a number from 0 to 1. */
  random: () => number
}

/** Starts the active pipelines that follow a pipeline, in the transaction that ends its execution with success. */
export async function startFollowers(
  trx: Trx,
  emit: Emit,
  ended: ExecutionRow,
  { newId, secretBox }: FollowUpTools,
): Promise<void> {
  const { finished_at: at, pipeline_name: name } = ended
  if (at === null || !startsFollowers(openOptions(ended, secretBox))) return
  const followers = await trx
    .selectFrom('pipeline')
    .select(['id', 'name', 'priority'])
    .where('after_pipeline_id', '=', ended.pipeline_id)
    .where('is_active', '=', 1)
    .where('archived_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const follower of followers) {
    const result = await insertPending(
      trx,
      emit,
      automaticExecution(
        { ...follower, priority: follower.priority as Priority },
        { id: newId(), trigger: 'after', at, notBefore: null },
      ),
      secretBox,
    )
    const created = 'row' in result
    // The outcome is recorded like a tick's.
    await trx
      .insertInto('tick')
      .values({
        pipeline_id: follower.id,
        due_at: at,
        outcome: created ? 'enqueued' : 'skipped',
        reason: created ? TICK_WORDS.after(name) : TICK_WORDS.afterUnfinished(name),
        execution_id: created ? result.row.id : result.unfinishedId,
        recorded_at: at,
      })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'due_at']).doNothing())
      .execute()
  }
}
