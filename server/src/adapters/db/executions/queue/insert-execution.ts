import { sql, type SqlBool } from 'kysely'

import { totalsOf } from '@flx/shared/executions/execution'

import type { NewExecution } from '../../../../domain/executions/execution-store.ts'
import { queueOrderTime } from '../../../../domain/executions/queue/turn.ts'
import type { SecretBox } from '../../../../domain/core/ports.ts'
import { changeEvent, rememberLast } from '../execution-events.ts'
import { sealOptions, totalColumns } from '../execution-rows.ts'
import { fold } from '../../core/rows/folded-text.ts'
import type { ExecutionRow } from '../../core/schema.ts'
import type { Emit, Trx } from '../../core/writer.ts'

/** `archived`: the pipeline was archived meanwhile. */
type Inserted = { row: ExecutionRow; archived: boolean } | { unfinishedId: string }

/**
 * Adds a pending execution with its event: the only way into the queue. Returns the new row, or the id of the
 * unfinished execution that blocks it.
 */
export async function insertPending(
  trx: Trx,
  emit: Emit,
  execution: NewExecution,
  secretBox: SecretBox,
): Promise<Inserted> {
  const row = await insertUnlessUnfinished(trx, execution, secretBox)
  if (typeof row === 'string') return { unfinishedId: row }
  // Waits for a transaction that archives the pipeline at the moment, and then finds it archived.
  const archived = !(await rememberLast(trx, row))
  emit(changeEvent(row))
  return { row, archived }
}

async function insertUnlessUnfinished(
  trx: Trx,
  execution: NewExecution,
  secretBox: SecretBox,
): Promise<ExecutionRow | string> {
  for (;;) {
    const inserted = await trx
      .insertInto('execution')
      .values(pendingRow(execution, secretBox))
      .onConflict((conflict) =>
        conflict
          .column('pipeline_id')
          .where(sql<SqlBool>`status in ('pending', 'running')`)
          .doNothing(),
      )
      .returningAll()
      .executeTakeFirst()
    if (inserted !== undefined) {
      await rememberName(trx, execution)
      return inserted
    }
    const unfinished = await trx
      .selectFrom('execution')
      .select('id')
      .where('pipeline_id', '=', execution.pipelineId)
      .where('status', 'in', ['pending', 'running'])
      .executeTakeFirst()
    // None: on PostgreSQL it can end between the two statements. Try again.
    if (unfinished !== undefined) return unfinished.id
  }
}

/** Records the name, for the search by name. */
async function rememberName(
  trx: Trx,
  { pipelineId, pipelineName }: Pick<NewExecution, 'pipelineId' | 'pipelineName'>,
): Promise<void> {
  await trx
    .insertInto('past_name')
    .values({ pipeline_id: pipelineId, name: pipelineName, folded: fold(pipelineName) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function pendingRow(execution: NewExecution, secretBox: SecretBox) {
  return {
    id: execution.id,
    pipeline_id: execution.pipelineId,
    pipeline_name: execution.pipelineName,
    status: 'pending',
    trigger_kind: execution.trigger,
    triggered_by: execution.triggeredBy,
    triggered_by_name: execution.triggeredByName,
    full_refresh: execution.fullRefresh ? (1 as const) : (0 as const),
    options: sealOptions(execution.options, secretBox),
    attempt: execution.attempt,
    retry_of: execution.retryOf,
    first_execution_id: execution.firstExecutionId,
    queued_at: execution.queuedAt,
    not_before: execution.notBefore,
    priority: execution.priority,
    turn_at: queueOrderTime(execution.queuedAt, execution.priority),
    ...totalColumns(totalsOf([])),
    counts: 'counted',
    error_lines: '[]',
    steps: '[]',
    streams: '[]',
    log_lines: 0,
    note_count: 0,
    state_before: 'null',
    state_after: 'null',
    resolved_config: 'null',
  }
}
