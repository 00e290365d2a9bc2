import type { Tick, TickOutcome } from '@flx/shared/pipelines/schedule'

import type { TickRow } from '../core/schema.ts'

/** Converts a row to a tick. */
export const tickOf = (row: TickRow): Tick => ({
  pipelineId: row.pipeline_id,
  dueAt: row.due_at,
  // Only this adapter writes this column, from the same union.
  outcome: row.outcome as TickOutcome,
  reason: row.reason,
  executionId: row.execution_id,
  recordedAt: row.recorded_at,
})
