import type { Step } from '@flx/shared/executions/step'
import type { ExecutionTotals } from '@flx/shared/executions/execution-totals'

import type { ExecutionHeadline } from '../core/records.ts'

/** Half-open: includes `from`, excludes `to`. Both on quarter hours, in milliseconds since 1970. */
export interface Period {
  from: number
  to: number
  /** Reaches up to now: nothing was queued after its end yet. */
  open?: boolean
}

/** Figures of the executions queued in a period. */
export interface PeriodSums extends ExecutionTotals {
  success: number
  failed: number
  cancelled: number
  /** How many of them have an unknown number of records. */
  uncounted: number
  /** Ended executions that had started, and the sum of their durations. */
  timedCount: number
  durationMsSum: number
  p50Ms: number | null
  p95Ms: number | null
}

export type Percentiles = Pick<PeriodSums, 'p50Ms' | 'p95Ms'>

export interface PipelineRanking {
  id: string
  name: string
  success: number
  finished: number
  timedCount: number
  durationMsSum: number
}

export interface Rankings {
  topPerformers: PipelineRanking[]
  busiest: PipelineRanking[]
  slowest: PipelineRanking[]
}

/** Figures of all pipelines, from aggregates: the cost depends on the length of the period, not on the executions in it. */
export interface StatisticsStore {
  /** Returns the sums of one pipeline in consecutive periods; the cost depends on their total length. */
  pipelinePeriods(pipelineId: string, periods: readonly Period[]): Promise<PeriodSums[]>
  /** Returns the same for the pipelines with a tag, in periods of whole hours, without percentiles of durations. */
  taggedPeriods(tag: string, periods: readonly Period[]): Promise<PeriodSums[]>
  /**
   * Returns the percentiles of the durations of the pipelines with a tag, in consecutive whole hours: overall and per period.
   * Returns `pipelines` or `executions` if there are more of them than `limits` allows.
   */
  taggedDurations(
    tag: string,
    periods: readonly Period[],
    limits: { pipelines: number; executions: number },
  ): Promise<{ whole: Percentiles; each: Percentiles[] } | 'pipelines' | 'executions'>
  /** Returns the sums of several periods, which can overlap. */
  periods(periods: readonly Period[]): Promise<PeriodSums[]>
  allTime(): Promise<PeriodSums>
  /** Counts, for each of these numbers of seconds, the executions of all time that took at most that long. */
  durations(atMostSeconds: readonly number[]): Promise<number[]>
  /** Returns the start of the UTC day of the oldest counted execution, null if there is none. */
  firstDay(): Promise<number | null>
  /** Counts the pipelines that are not archived. */
  pipelineCounts(): Promise<{ total: number; active: number }>
  running(): Promise<number>
  pending(): Promise<number>
  /** Returns the steps of each of the newest executions. */
  newestSteps(executions: number): Promise<Step[][]>
  /** Counts the pending and running executions queued in the period. */
  unfinishedIn(period: Period): Promise<number>
  /** Returns the rankings of pipelines with `top` entries each; the period is widened to whole hours. Null = all time. */
  rankings(period: Period | null, options: { top: number; atLeast: number }): Promise<Rankings>
  /** Whether the demonstration's sample history is present. */
  hasSampleHistory(): Promise<boolean>
  /**
   * Counts, among at most `limit` active pipelines, those with an execution by `at`, and of these those that had not failed
   * last. Cancelled executions do not count.
   */
  healthAt(at: string, limit: number): Promise<{ total: number; healthy: number }>
  /** Returns the durations of the pipelines' latest successes in milliseconds, without full and limited ones; newest first. */
  successDurations(pipelineIds: readonly string[]): Promise<Map<string, number[]>>
  /** Lists failures, newest first. */
  recentFailures(period: Period | null, limit: number): Promise<ExecutionHeadline[]>
}
