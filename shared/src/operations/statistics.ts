import * as z from 'zod'

import { acknowledgementSchema } from '../alert.ts'
import { executionSummarySchema } from '../executions/execution.ts'
import { momentSchema } from '../core/moment.ts'

/** How long one bar of a chart is, in the chosen time zone; the server chooses it by the length of the window. */
export const SERIES_UNITS = ['hour', 'day', 'week', 'month'] as const
export type SeriesUnit = (typeof SERIES_UNITS)[number]

/** The window is cut at quarters of an hour: `from` is rounded down, `to` up. Neither = all time. */
export const statisticsQuerySchema = z
  .object({
    from: momentSchema.optional(),
    to: momentSchema.optional(),
    /** IANA name of the zone whose hours and days the series has. */
    timezone: z.string().max(100).default('UTC'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'The end must be after the start.',
  })
export type StatisticsQuery = z.output<typeof statisticsQuerySchema>

/** Figures of a period. Rates and durations are null when nothing finished (or nothing that finished had started). */
export const figuresSchema = z.object({
  success: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** success ÷ (success + failed + cancelled), in per cent with one decimal. */
  successRate: z.number().nullable(),
  averageDurationSeconds: z.number().nullable(),
  p50DurationSeconds: z.number().nullable(),
  p95DurationSeconds: z.number().nullable(),
  /** Of the executions whose records are known; null when that is none of them. */
  recordsProcessed: z.number().nullable(),
  /** Executions whose records are not known: the programs that performed them reported none. */
  uncounted: z.number(),
})
export type Figures = z.infer<typeof figuresSchema>

/** One bar of the charts: the executions queued from `from` up to `to`. */
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
  /** Finished executions in the window. */
  executions: z.number(),
  successRate: z.number(),
  /** Null when none of them had started. */
  averageDurationSeconds: z.number().nullable(),
})
export type RankedPipeline = z.infer<typeof rankedPipelineSchema>

/** The figures of the whole fleet in a window. */
export const statisticsSchema = z.object({
  ...figuresSchema.shape,
  /** The window that was used. `from` is null for all time. */
  from: z.string().nullable(),
  to: z.string(),
  timezone: z.string(),
  /** Now, whatever the window; archived ones left out. */
  totalPipelines: z.number(),
  activePipelines: z.number(),
  /** Finished and unfinished ones that were queued in the window. */
  totalExecutions: z.number(),
  /** Now, whatever the window. */
  runningExecutions: z.number(),
  pendingExecutions: z.number(),
  /** The window of the same length before this one; null for all time. */
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
