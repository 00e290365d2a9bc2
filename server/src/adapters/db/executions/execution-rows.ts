import type {
  ExecuteOptions,
  ExecutionSummary,
  Shortfall,
  StreamCount,
} from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLine } from '@flx/shared/logs/log'
import {
  EXECUTION_TOTALS,
  knownTotals,
  type ExecutionTotals,
  type KnownCounts,
  type KnownTotals,
} from '@flx/shared/executions/execution-totals'
import type {
  ExecutionOutcome,
  ExecutionStatus,
  ExecutionTrigger,
} from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'
import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import type { ExecutionChange } from '@flx/shared/live/live'

import type { SecretBox } from '../../../domain/core/ports.ts'
import type { ExecutionHeadline, ExecutionRecord } from '../../../domain/core/records.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson, type RowReader } from '../core/rows/json.ts'
import type { ExecutionRow } from '../core/schema.ts'

/** The columns of the totals of an execution. */
const TOTAL_COLUMNS = {
  recordsProcessed: 'records_processed',
  bytesTransferred: 'bytes_transferred',
} as const satisfies Record<keyof ExecutionTotals, keyof ExecutionRow>
type TotalColumn = (typeof TOTAL_COLUMNS)[keyof ExecutionTotals]

/** The columns that lists show: without state, steps, configuration and error lines, which can be long. */
export const HEADLINE_COLUMNS = [
  'id',
  'pipeline_id',
  'pipeline_name',
  'status',
  'trigger_kind',
  'triggered_by_name',
  'full_refresh',
  'priority',
  'attempt',
  'retry_of',
  'first_execution_id',
  'queued_at',
  'not_before',
  'started_at',
  'finished_at',
  'duration_ms',
  ...Object.values(TOTAL_COLUMNS),
  'counts',
  'shortfall',
  'outcome',
  'error_message',
  'cancel_requested_at',
  'force_requested_at',
  'note_count',
] as const satisfies readonly (keyof ExecutionRow)[]
export type HeadlineRow = Pick<ExecutionRow, (typeof HEADLINE_COLUMNS)[number]>

/** Maps a row to the fields that lists and events share: the one place where columns become fields. */
function executionSummary(row: HeadlineRow): ExecutionSummary {
  return {
    id: row.id,
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    // Only this adapter writes these columns, from the same unions.
    status: row.status as ExecutionStatus,
    trigger: row.trigger_kind as ExecutionTrigger,
    triggeredBy: row.triggered_by_name,
    fullRefresh: row.full_refresh === 1,
    priority: row.priority as Priority,
    attempt: row.attempt,
    retryOf: row.retry_of,
    firstExecutionId: row.first_execution_id,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    ...totalsFrom(row),
    shortfall: row.shortfall as Shortfall | null,
    outcome: row.outcome as ExecutionOutcome | null,
    errorMessage: row.error_message,
    cancelRequestedAt: row.cancel_requested_at,
    forceRequestedAt: row.force_requested_at,
    notes: row.note_count,
  }
}

/** Returns the totals as far as they are known. */
export const totalsFrom = (row: Pick<ExecutionRow, TotalColumn | 'counts'>): KnownTotals =>
  knownTotals(
    mapTotals((field) => [field, row[TOTAL_COLUMNS[field]]]),
    row.counts as KnownCounts,
  )

/** Returns the columns that store these totals. */
export const totalColumns = (totals: ExecutionTotals): Pick<ExecutionRow, TotalColumn> =>
  mapTotals((field) => [TOTAL_COLUMNS[field], totals[field]])

const mapTotals = <T>(entry: (field: keyof ExecutionTotals) => [string, number]): T =>
  Object.fromEntries(EXECUTION_TOTALS.map(entry)) as T

/** Maps a row to a list entry. */
export const executionHeadline = (row: HeadlineRow): ExecutionHeadline => ({
  ...executionSummary(row),
  notBefore: row.not_before,
})

/** Maps a row to a record. */
export function executionRecord(row: ExecutionRow, secretBox: SecretBox): ExecutionRecord {
  const read = rowReader('execution', row.id)
  const record: ExecutionRecord = {
    ...executionHeadline(row),
    options: openOptions(row, secretBox, read),
    errorLines: read.array<LogLine>('error_lines', row.error_lines, 'object'),
    leaseToken: row.lease_token,
    leaseExpiresAt: row.lease_expires_at,
    worker: row.worker,
    steps: read.array<Step>('steps', row.steps, 'object'),
    streams: read.array<StreamCount>('streams', row.streams, 'object'),
    logLines: row.log_lines,
    stateBefore: read.json('state_before', row.state_before),
    stateAfter: read.json('state_after', row.state_after),
    stateConfirmedAt: row.state_confirmed_at,
    resolvedConfig: resolvedConfigOf(row, read),
  }
  return { ...record, ...damagedFields(read) }
}

/** Maps a row to its event. */
export function executionChange(row: ExecutionRow): ExecutionChange {
  const read = rowReader('execution', row.id)
  return {
    ...executionSummary(row),
    steps: read.array<Step>('steps', row.steps, 'object'),
    streams: read.array<StreamCount>('streams', row.streams, 'object'),
  }
}

/** Returns options in stored form; null if there is nothing but `fullRefresh`, which has a column. */
export function sealOptions(options: ExecuteOptions, secretBox: SecretBox): string | null {
  const others = Object.entries(options).filter(
    ([name, value]) => name !== 'fullRefresh' && value !== undefined,
  )
  return others.length === 0 ? null : secretBox.seal(toJson(Object.fromEntries(others)))
}

/** Returns the options as they were requested. */
export function openOptions(
  row: ExecutionRow,
  secretBox: SecretBox,
  read = rowReader('execution', row.id),
): ExecuteOptions {
  const others = row.options === null ? {} : read.sealedObject('options', row.options, secretBox)
  return { ...others, fullRefresh: row.full_refresh === 1 }
}

function resolvedConfigOf(row: ExecutionRow, read: RowReader): Record<string, JsonObject> | null {
  const value = read.json('resolved_config', row.resolved_config)
  if (value === null) return null
  if (isJsonObject(value) && Object.values(value).every(isJsonObject))
    return value as Record<string, JsonObject>
  read.report('resolved_config', 'It is not the settings of plugins.')
  return null
}
