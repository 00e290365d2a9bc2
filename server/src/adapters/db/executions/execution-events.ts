import type { RecentFigures } from '@flx/shared/pipelines/pipeline'

import type { NewEvent } from '../../../domain/core/ports.ts'
import { executionChange } from './execution-rows.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

/** Creates the event of a changed row; once it has ended, with the figures of its pipeline since. */
export const changeEvent = (row: ExecutionRow, pipelineFigures?: RecentFigures): NewEvent => ({
  type: 'execution.changed',
  execution: { ...executionChange(row), ...(pipelineFigures !== undefined && { pipelineFigures }) },
})

/**
 * Updates the pipeline's copy of its last execution, for filters and sorts. An unfinished execution is always the last
 * one. False if the pipeline is archived. Every transaction locks the execution before the pipeline.
 */
export async function rememberLast(trx: Trx, row: ExecutionRow): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('pipeline')
    .set({ last_execution_id: row.id, last_status: row.status, last_execution_at: row.queued_at })
    .where('id', '=', row.pipeline_id)
    .where('archived_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
