import * as z from 'zod'

import { executionComparisonSchema } from '../executions/execution-comparison.ts'

/** Newest successes of each side that are compared, at most. */
export const COMPARED_RUNS = 20

export const runnersQuerySchema = z.object({
  /** The pipeline that Meltano performs, or performed; without one the first of the list. */
  meltano: z.uuid().toLowerCase().optional(),
  /** The pipeline that our own runner performs; without one that which does the same. */
  own: z.uuid().toLowerCase().optional(),
})
export type RunnersQuery = z.output<typeof runnersQuerySchema>

const pipelineSchema = z.object({ id: z.string(), name: z.string() })

/** What one runner did of a pipeline: figures of its newest successes without options of their own. */
const sideSchema = z.object({
  pipeline: pipelineSchema,
  executions: z.number(),
  /** Of these, full refreshes and those that had no state to continue from. */
  fullLoads: z.number(),
  /** Of these, those whose records are known. */
  counted: z.number(),
  from: z.string(),
  to: z.string(),
  /** Of Meltano; empty where it is not known, and for our own runner. */
  version: z.string(),
  medianSeconds: z.number().nullable(),
  /** From the start of the execution until its extractor is at work. */
  medianStartSeconds: z.number().nullable(),
  medianRecords: z.number().nullable(),
  medianRecordsPerSecond: z.number().nullable(),
  newest: z.object({ id: z.string(), queuedAt: z.string() }),
})
export type RunnerSide = z.infer<typeof sideSchema>

export const runnersSchema = z.object({
  /** Pipelines that Meltano performs. */
  meltano: z.array(pipelineSchema),
  /** Pipelines with the same extractor and loader here, and the same pipeline as it was performed here. */
  own: z.array(pipelineSchema),
  chosen: z.object({ meltano: z.string().nullable(), own: z.string().nullable() }),
  sides: z.object({ meltano: sideSchema.nullable(), own: sideSchema.nullable() }),
  /** Between the newest executions of both; `before` is our own runner. Null where one side has none. */
  differences: executionComparisonSchema
    .pick({ steps: true, streams: true, state: true })
    .extend({
      /** Settings by step; null where it is not known what Meltano found. Of secrets only whether there is one. */
      configuration: executionComparisonSchema.shape.configuration.nullable(),
    })
    .nullable(),
})
export type Runners = z.infer<typeof runnersSchema>
