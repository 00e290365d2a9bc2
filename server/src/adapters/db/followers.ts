import type { NewId, SecretBox } from '../../domain/ports.ts'
import { changed, rememberLast } from './execution-events.ts'
import { openOptions } from './execution-rows.ts'
import { insertUnlessUnfinished } from './insert-execution.ts'
import type { ExecutionRow } from './schema.ts'
import type { Emit, Trx } from './writer.ts'

export interface FollowUpTools {
  newId: NewId
  secretBox: SecretBox
}

/** In the transaction that ends an execution with success: the active pipelines that come after it start. */
export async function startFollowers(
  trx: Trx,
  emit: Emit,
  ended: ExecutionRow,
  tools: FollowUpTools,
): Promise<void> {
  // A look at the first records says nothing about the rest.
  if (ended.finished_at === null || openOptions(ended, tools.secretBox).limitRecords !== undefined) return
  const followers = await trx
    .selectFrom('pipeline')
    .select(['id', 'name'])
    .where('after_pipeline_id', '=', ended.pipeline_id)
    .where('is_active', '=', 1)
    .where('archived_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id, name } of followers) {
    const result = await add(trx, emit, tools, {
      pipelineId: id,
      pipelineName: name,
      trigger: 'after',
      triggeredBy: null,
      triggeredByName: null,
      options: { fullRefresh: false },
      attempt: 1,
      retryOf: null,
      firstExecutionId: null,
      queuedAt: ended.finished_at,
      notBefore: null,
    })
    // What became of it is kept as what became of a tick.
    await trx
      .insertInto('tick')
      .values({
        pipeline_id: id,
        due_at: ended.finished_at,
        outcome: result.created ? 'enqueued' : 'skipped',
        reason: result.created
          ? `After the success of "${ended.pipeline_name}".`
          : `"${ended.pipeline_name}" succeeded, but the execution before had not ended.`,
        execution_id: result.id,
        recorded_at: ended.finished_at,
      })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'due_at']).doNothing())
      .execute()
  }
}

async function add(
  trx: Trx,
  emit: Emit,
  { newId, secretBox }: FollowUpTools,
  execution: Omit<Parameters<typeof insertUnlessUnfinished>[1], 'id' | 'fullRefresh'>,
): Promise<{ created: boolean; id: string }> {
  const { fullRefresh } = execution.options
  const inserted = await insertUnlessUnfinished(
    trx,
    {
      id: newId(),
      pipelineId: execution.pipelineId,
      pipelineName: execution.pipelineName,
      trigger: execution.trigger,
      triggeredBy: execution.triggeredBy,
      triggeredByName: execution.triggeredByName,
      fullRefresh,
      options: execution.options,
      attempt: execution.attempt,
      retryOf: execution.retryOf,
      firstExecutionId: execution.firstExecutionId,
      queuedAt: execution.queuedAt,
      notBefore: execution.notBefore,
    },
    secretBox,
  )
  if (typeof inserted === 'string') return { created: false, id: inserted }
  await rememberLast(trx, inserted)
  emit(changed(inserted))
  return { created: true, id: inserted.id }
}
