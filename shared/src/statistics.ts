import * as z from 'zod'

import type { Acknowledgement } from './alert.ts'
import type { ExecutionSummary } from './execution.ts'

/** How long one bar of a chart is, in the chosen time zone; the server chooses it by the length of the window. */
export const SERIES_UNITS = ['hour', 'day', 'week', 'month'] as const
export type SeriesUnit = (typeof SERIES_UNITS)[number]

/** The window is cut at quarters of an hour: `from` is rounded down, `to` up. Neither = all time. */
export const statisticsQuerySchema = z
  .object({
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    /** IANA name of the zone whose hours and days the series has. */
    timezone: z.string().max(100).default('UTC'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'The end must be after the beginning.',
  })
export type StatisticsQuery = z.output<typeof statisticsQuerySchema>

/** Figures of a period. Rates and durations are null when nothing finished (or nothing that finished had started). */
export interface Figures {
  success: number
  failed: number
  cancelled: number
  /** success ÷ (success + failed + cancelled), in per cent with one decimal. */
  successRate: number | null
  averageDurationSeconds: number | null
  p50DurationSeconds: number | null
  p95DurationSeconds: number | null
  recordsProcessed: number
}

/** One bar of the charts: the executions queued from `from` up to `to`. */
export interface SeriesPoint extends Figures {
  from: string
  to: string
}

/** A pipeline in a ranking. */
export interface RankedPipeline {
  id: string
  name: string
  /** Finished executions in the window. */
  executions: number
  successRate: number
  /** Null when none of them had started. */
  averageDurationSeconds: number | null
}

/** The figures of the whole fleet in a window. */
export interface Statistics extends Figures {
  /** The window that was used. `from` is null for all time. */
  from: string | null
  to: string
  timezone: string
  /** Now, whatever the window; archived ones left out. */
  totalPipelines: number
  activePipelines: number
  /** Finished and unfinished ones that were queued in the window. */
  totalExecutions: number
  /** Now, whatever the window. */
  runningExecutions: number
  pendingExecutions: number
  /** The window of the same length before this one; null for all time. */
  previous: Figures | null
  /** Highest success rates among pipelines with at least five finished executions in the window. */
  topPerformers: RankedPipeline[]
  busiest: RankedPipeline[]
  /** Longest average duration. */
  slowest: RankedPipeline[]
  /** Newest failures in the window, at most ten. */
  recentFailures: (ExecutionSummary & { acknowledgement: Acknowledgement | null })[]
  unit: SeriesUnit
  series: SeriesPoint[]
}
