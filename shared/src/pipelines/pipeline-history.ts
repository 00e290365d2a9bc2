import * as z from 'zod'

import { auditEntrySchema } from '../access/audit.ts'
import { catalogChangeSchema } from '../catalog/pipeline-catalog.ts'
import { listQuery } from '../core/list.ts'
import { executionSummarySchema } from '../executions/execution.ts'
import { figuresSchema, SERIES_UNITS, seriesPointSchema } from '../operations/statistics.ts'
import { tickSchema } from './schedule.ts'

/** Figures of one pipeline over all time. Durations in seconds; null if nothing qualifies. */
const pipelineStatisticsSchema = z.object({
  totalExecutions: z.number(),
  ...figuresSchema.shape,
})
export type PipelineStatistics = z.infer<typeof pipelineStatisticsSchema>

/** Figures over all time, and a series of bars for a window. */
export const pipelineFiguresSchema = z.object({
  ...pipelineStatisticsSchema.shape,
  /** The window of the series, by default the last 30 days. */
  from: z.string(),
  to: z.string(),
  timezone: z.string(),
  unit: z.enum(SERIES_UNITS),
  series: z.array(seriesPointSchema),
})
export type PipelineFigures = z.infer<typeof pipelineFiguresSchema>

/** An entry in the history of a pipeline. It never contains secrets. */
export const timelineItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('execution'), at: z.string(), execution: executionSummarySchema }),
  z.object({ kind: z.literal('change'), at: z.string(), change: auditEntrySchema }),
  /** A tick of its schedule that started nothing. */
  z.object({ kind: z.literal('tick'), at: z.string(), tick: tickSchema }),
  /** A discovery that found a different catalogue. */
  z.object({
    kind: z.literal('schema'),
    at: z.string(),
    id: z.string(),
    plugin: z.string(),
    change: catalogChangeSchema,
  }),
])
export type TimelineItem = z.infer<typeof timelineItemSchema>

export const timelineQuerySchema = z.object(listQuery)
export type TimelineQuery = z.output<typeof timelineQuerySchema>
