import type { ExecuteOptions, LogLine, Shortfall, Step, StreamCount } from '@flx/shared/execution'
import type { ExecutionOutcome, ExecutionStatus, ExecutionTrigger } from '@flx/shared/execution-status'
import type { Json, JsonObject } from '@flx/shared/json'
import type { ExecutionChange } from '@flx/shared/live'

import type { SecretBox } from '../../domain/ports.ts'
import type { ExecutionHeadline, ExecutionRecord } from '../../domain/records.ts'
import { arrayFrom, fromJson, objectFrom, toJson } from './json.ts'
import type { ExecutionRow } from './schema.ts'

/** The columns that lists show: without state, steps, configuration and error lines, which may be long. */
export const HEADLINE_COLUMNS = [
  'id',
  'pipeline_id',
  'pipeline_name',
  'status',
  'trigger_kind',
  'triggered_by',
  'triggered_by_name',
  'full_refresh',
  'attempt',
  'retry_of',
  'first_execution_id',
  'queued_at',
  'not_before',
  'started_at',
  'finished_at',
  'duration_ms',
  'records_processed',
  'shortfall',
  'outcome',
  'error_message',
  'cancel_requested_at',
  'force_requested_at',
] as const satisfies readonly (keyof ExecutionRow)[]
export type HeadlineRow = Pick<ExecutionRow, (typeof HEADLINE_COLUMNS)[number]>

/** What lists show of a row. */
export function executionHeadline(row: HeadlineRow): ExecutionHeadline {
  return {
    id: row.id,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    // Only this adapter writes these columns, from the same unions.
    status: row.status as ExecutionStatus,
    trigger: row.trigger_kind as ExecutionTrigger,
    triggeredBy: row.triggered_by,
    triggeredByName: row.triggered_by_name,
    fullRefresh: row.full_refresh === 1,
    attempt: row.attempt,
    retryOf: row.retry_of,
    firstExecutionId: row.first_execution_id,
    queuedAt: row.queued_at,
    notBefore: row.not_before,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.duration_ms,
    recordsProcessed: row.records_processed,
    shortfall: row.shortfall as Shortfall | null,
    outcome: row.outcome as ExecutionOutcome | null,
    errorMessage: row.error_message,
    cancelRequestedAt: row.cancel_requested_at,
    forceRequestedAt: row.force_requested_at,
  }
}

/** The record of a row. */
export function executionRecord(row: ExecutionRow, secretBox: SecretBox): ExecutionRecord {
  return {
    ...executionHeadline(row),
    options: openOptions(row, secretBox),
    errorLines: arrayFrom<LogLine>(row.error_lines),
    leaseToken: row.lease_token,
    leaseExpiresAt: row.lease_expires_at,
    worker: row.worker,
    steps: arrayFrom<Step>(row.steps),
    streams: arrayFrom<StreamCount>(row.streams),
    logLines: row.log_lines,
    stateBefore: fromJson(row.state_before),
    stateAfter: fromJson(row.state_after),
    stateConfirmedAt: row.state_confirmed_at,
    resolvedConfig: resolvedConfigOf(row),
  }
}

/** What an event says of a row. */
export function executionChange(row: ExecutionRow): ExecutionChange {
  const { triggeredByName, durationMs, notBefore: _, ...headline } = executionHeadline(row)
  return {
    ...headline,
    triggeredBy: triggeredByName,
    durationSeconds: durationMs === null ? null : durationMs / 1000,
    steps: arrayFrom<Step>(row.steps),
    streams: arrayFrom<StreamCount>(row.streams),
  }
}

/** Options as they are stored; null when there is nothing but `fullRefresh`, which has a column. */
export function sealOptions(options: ExecuteOptions, secretBox: SecretBox): string | null {
  const others = Object.entries(options).filter(
    ([name, value]) => name !== 'fullRefresh' && value !== undefined,
  )
  return others.length === 0 ? null : secretBox.seal(toJson(Object.fromEntries(others)))
}

/** Options as they were asked for. */
export function openOptions(row: ExecutionRow, secretBox: SecretBox): ExecuteOptions {
  const others = row.options === null ? {} : objectFrom(secretBox.open(row.options))
  return { ...others, fullRefresh: row.full_refresh === 1 }
}

function resolvedConfigOf(row: ExecutionRow): Record<string, JsonObject> | null {
  const value: Json = fromJson(row.resolved_config)
  return value === null ? null : objectFrom<Record<string, JsonObject>>(row.resolved_config)
}
