import type { Step } from '@flx/shared/executions/step'
import type { ExecutionTotals } from '@flx/shared/executions/execution-totals'

import type { ExecutionHeadline } from '../core/records.ts'

/** Half-open: from, up to but without `to`. Both at quarters of an hour. Milliseconds since 1970. */
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
  /** Of them, those whose records are not known. */
  uncounted: number
  /** Finished executions that had started, and their durations. */
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

/** Figures of the whole fleet, from aggregates: the cost follows the length of the period, not what happened in it. */
export interface StatisticsStore {
  /** Sums of one pipeline in periods that follow each other; the cost follows their length together. */
  pipelinePeriods(pipelineId: string, periods: readonly Period[]): Promise<PeriodSums[]>
  /** The same of the pipelines with a tag, in periods of whole hours, without percentiles of durations. */
  taggedPeriods(tag: string, periods: readonly Period[]): Promise<PeriodSums[]>
  /**
   * Percentiles of the durations of the pipelines with a tag, in whole hours that follow each other: of all of them and of
   * each. What there are too many of is given instead: pipelines with the tag, or executions in the periods.
   */
  taggedDurations(
    tag: string,
    periods: readonly Period[],
    most: { pipelines: number; executions: number },
  ): Promise<{ whole: Percentiles; each: Percentiles[] } | 'pipelines' | 'executions'>
  /** Sums of several periods at once, which may overlap. */
  periods(periods: readonly Period[]): Promise<PeriodSums[]>
  allTime(): Promise<PeriodSums>
  /** Counts the executions of all time that took at most each of these seconds. */
  durations(atMostSeconds: readonly number[]): Promise<number[]>
  /** Start of the day (UTC) of the oldest execution that counts, null before the first. */
  firstDay(): Promise<number | null>
  /** Pipelines that are not archived. */
  pipelineCounts(): Promise<{ total: number; active: number }>
  running(): Promise<number>
  pending(): Promise<number>
  /** The steps of the newest executions, each with their own. */
  newestSteps(executions: number): Promise<Step[][]>
  /** Pending and running executions queued in the period. */
  unfinishedIn(period: Period): Promise<number>
  /** Rankings of pipelines; the period is widened to whole hours. Null = all time. `top` entries each. */
  rankings(period: Period | null, options: { top: number; atLeast: number }): Promise<Rankings>
  /** Whether there are executions that were made up for the demonstration. */
  hasSampleHistory(): Promise<boolean>
  /**
   * Of the active pipelines, at most `limit`: how many had executed by a moment, and how many of these had not failed
   * last. Cancelled executions do not count.
   */
  healthAt(at: string, limit: number): Promise<{ total: number; healthy: number }>
  /** Milliseconds that the last successes of pipelines took, full and limited ones left out; newest first. */
  successDurations(pipelineIds: readonly string[]): Promise<Map<string, number[]>>
  /** Newest first. */
  recentFailures(period: Period | null, limit: number): Promise<ExecutionHeadline[]>
}
