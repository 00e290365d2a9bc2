import type { Generated } from 'kysely'

import type { JsonText, Time } from './column-types.ts'

/**
 * Aggregates of a quarter of an hour (UTC) of `queuedAt`, and of all time where `bucket_at` is empty; `pipeline_id` is
 * empty for the whole fleet.
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
  /** Of the executions in the sums, those that are not kept any more. */
  removed: Generated<number>
}

/** Sums of the whole fleet over a span of hours (UTC, counted from 1970). */
export interface FleetRollupRow extends Omit<ExecutionBucketRow, 'pipeline_id'> {
  span_hours: number
}

/** Sums of a pipeline over a span of hours, in the order of time; 0 hours and an empty time sum all time. */
export interface PipelineRollupRow extends Omit<ExecutionBucketRow, 'durations'> {
  span_hours: number
}

/** What counts for the objectives of a pipeline, by hour and by day (UTC) of the end of executions. */
export interface ObjectiveCountRow {
  pipeline_id: string
  /** 1 or 24. Hours are kept for some days only. */
  span_hours: number
  bucket_at: Time
  succeeded: number
  failed: number
  /** How long the data were past their target. */
  stale_ms: number
}
