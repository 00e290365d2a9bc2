import type { ExecutionOutcome, ExecutionStatus, ExecutionTrigger } from '@flx/shared/execution-status'
import type { ExecutionChange } from '@flx/shared/live'

import type { SecretBox } from '../../domain/ports.ts'
import type { ExecutionRecord } from '../../domain/records.ts'
import { fromJson } from './json.ts'
import type { ExecutionRow } from './schema.ts'

/** The record of a row. */
export function executionRecord(row: ExecutionRow, secretBox: SecretBox): ExecutionRecord {
  return {
    ...executionFacts(row),
    triggeredBy: row.triggered_by,
    triggeredByName: row.triggered_by_name,
    options: fromJson(secretBox.open(row.options)),
    notBefore: row.not_before,
    durationMs: row.duration_ms,
    errorLines: fromJson(row.error_lines),
    leaseToken: row.lease_token,
    leaseExpiresAt: row.lease_expires_at,
    worker: row.worker,
    steps: fromJson(row.steps),
    streams: fromJson(row.streams),
    logLines: row.log_lines,
    stateBefore: fromJson(row.state_before),
    stateAfter: fromJson(row.state_after),
    stateConfirmedAt: row.state_confirmed_at,
    resolvedConfig: fromJson(row.resolved_config),
  }
}

/** What an event says of a row. */
export function executionChange(row: ExecutionRow): ExecutionChange {
  return {
    ...executionFacts(row),
    triggeredBy: row.triggered_by_name,
    durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    steps: fromJson(row.steps),
    streams: fromJson(row.streams),
  }
}

function executionFacts(row: ExecutionRow) {
  return {
    id: row.id,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    // Only this adapter writes these columns, from the same unions.
    status: row.status as ExecutionStatus,
    trigger: row.trigger_kind as ExecutionTrigger,
    fullRefresh: row.full_refresh === 1,
    attempt: row.attempt,
    retryOf: row.retry_of,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    recordsProcessed: row.records_processed,
    outcome: row.outcome as ExecutionOutcome | null,
    errorMessage: row.error_message,
    cancelRequestedAt: row.cancel_requested_at,
    forceRequestedAt: row.force_requested_at,
  }
}
