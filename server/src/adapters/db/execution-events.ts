import { executionChange } from './execution-rows.ts'
import type { ExecutionRow } from './schema.ts'
import type { NewEvent, Trx } from './writer.ts'

/** The event of a row that changed. */
export const changed = (row: ExecutionRow): NewEvent => ({
  type: 'execution.changed',
  execution: executionChange(row),
})

/** Keeps the pipeline's copy of its last execution, for filters and sorts. */
export async function rememberLast(trx: Trx, row: ExecutionRow): Promise<void> {
  await trx
    .updateTable('pipeline')
    .set({ last_execution_id: row.id, last_status: row.status, last_execution_at: row.queued_at })
    .where('id', '=', row.pipeline_id)
    .where((or) => or.or([or('last_execution_at', 'is', null), or('last_execution_at', '<=', row.queued_at)]))
    .execute()
}
