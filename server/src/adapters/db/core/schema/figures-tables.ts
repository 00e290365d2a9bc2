import type { Generated } from 'kysely'

import type { JsonText, Time } from './column-types.ts'

/**
 * Aggregates per quarter of an hour (UTC) of `queuedAt`, or of all time if `bucket_at` is empty; `pipeline_id` is empty
 * for the whole fleet.
 */
export interface ExecutionBucketRow {
  pipeline_id: string
  bucket_at: Time
  success: number
  failed: number
  cancelled: number
  timed_count: number
  duration_ms_sum: number
  records: number
  bytes: number
  /** Executions whose records are not known. */
  uncounted: number
  /** Distribution of the durations, see `duration-histogram.ts`. */
  durations: JsonText
}

export interface ExecutionBucketTable extends ExecutionBucketRow {
  /** How many of the executions in the sums are no longer kept. */
  removed: Generated<number>
}

/** Sums of the whole fleet over a span of hours (UTC, counted from 1970). */
export interface FleetRollupRow extends Omit<ExecutionBucketRow, 'pipeline_id'> {
  span_hours: number
}

/**
 * Sums of a pipeline over a span of hours, in the order of time; a row with 0 hours and an empty time sums all time.
 */
export interface PipelineRollupRow extends Omit<ExecutionBucketRow, 'durations'> {
  span_hours: number
}

/** Sums that count towards the objectives of a pipeline, by hour and by day (UTC) of the end of executions. */
export interface ObjectiveCountRow {
  pipeline_id: string
  /** 1 or 24. Hours are kept for a few days only. */
  span_hours: number
  bucket_at: Time
  succeeded: number
  failed: number
  /** How long the data were older than their target. */
  stale_ms: number
}
