import * as z from 'zod'

import { acknowledgementSchema } from '../alert.ts'
import { executionSummarySchema } from '../executions/execution.ts'
import { momentSchema } from '../core/moment.ts'

/** Length of a chart's bars in the chosen time zone; the server chooses it by the length of the window. */
export const SERIES_UNITS = ['hour', 'day', 'week', 'month'] as const
export type SeriesUnit = (typeof SERIES_UNITS)[number]

/** The window is rounded to quarter hours: `from` down, `to` up. Without both: all time. */
export const statisticsQuerySchema = z
  .object({
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    /** IANA name of the time zone of the series. */
    timezone: z.string().max(100).default('UTC'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'The end must be after the start.',
  })
export type StatisticsQuery = z.output<typeof statisticsQuerySchema>

/**
 * Figures of a period. Rates and durations are null if nothing finished (or nothing that finished had
 * started).
 */
export const figuresSchema = z.object({
  success: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** success ÷ (success + failed + cancelled), in per cent with one decimal. */
  successRate: z.number().nullable(),
  averageDurationSeconds: z.number().nullable(),
  p50DurationSeconds: z.number().nullable(),
  p95DurationSeconds: z.number().nullable(),
  /** Of the executions whose records are known; null if there are none. */
  recordsProcessed: z.number().nullable(),
  /** Number of executions whose records are unknown because their programs reported none. */
  uncounted: z.number(),
})
export type Figures = z.infer<typeof figuresSchema>

/** One bar of the charts: the executions queued from `from` (inclusive) to `to` (exclusive). */
export const seriesPointSchema = z.object({
  ...figuresSchema.shape,
  from: z.string(),
  to: z.string(),
})
export type SeriesPoint = z.infer<typeof seriesPointSchema>

/** A pipeline in a ranking. */
export const rankedPipelineSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Number of finished executions in the window. */
  executions: z.number(),
  successRate: z.number(),
  /** Null if none of them had started. */
  averageDurationSeconds: z.number().nullable(),
})
export type RankedPipeline = z.infer<typeof rankedPipelineSchema>

/** Figures of all pipelines in a window. */
export const statisticsSchema = z.object({
  ...figuresSchema.shape,
  /** The window used. `from` is null for all time. */
  from: z.string().nullable(),
  to: z.string(),
  timezone: z.string(),
  /** Current number regardless of the window, without archived ones. */
  totalPipelines: z.number(),
  activePipelines: z.number(),
  /** All executions queued in the window, finished or not. */
  totalExecutions: z.number(),
  /** Current number regardless of the window. */
  runningExecutions: z.number(),
  pendingExecutions: z.number(),
  /** Figures of the preceding window of the same length; null for all time. */
  previous: figuresSchema.nullable(),
  /** Highest success rates among pipelines with at least five finished executions in the window. */
  topPerformers: z.array(rankedPipelineSchema),
  busiest: z.array(rankedPipelineSchema),
  /** Longest average duration. */
  slowest: z.array(rankedPipelineSchema),
  /** Newest failures in the window, at most ten. */
  recentFailures: z.array(
    z.object({ ...executionSummarySchema.shape, acknowledgement: acknowledgementSchema.nullable() }),
  ),
  unit: z.enum(SERIES_UNITS),
  series: z.array(seriesPointSchema),
})
export type Statistics = z.infer<typeof statisticsSchema>
