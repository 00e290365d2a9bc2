import * as z from 'zod'

import { executionComparisonSchema } from '../executions/execution-comparison.ts'

/** Maximum number of newest successes compared per side. */
export const COMPARED_RUNS = 20

export const runnersQuerySchema = z.object({
  /** The pipeline that Meltano performs, or performed; by default the first in the list. */
  meltano: z.uuid().toLowerCase().optional(),
  /** The pipeline that the built-in runner performs; by default the one with the same extractor and loader. */
  builtIn: z.uuid().toLowerCase().optional(),
})
export type RunnersQuery = z.output<typeof runnersQuerySchema>

const pipelineSchema = z.object({ id: z.string(), name: z.string() })

/** Figures of one runner for a pipeline, based on its newest successes without one-off options. */
const sideSchema = z.object({
  pipeline: pipelineSchema,
  executions: z.number(),
  /** Of these, full refreshes and executions without a state to continue from. */
  fullLoads: z.number(),
  /** Of these, executions whose records are known. */
  counted: z.number(),
  from: z.string(),
  to: z.string(),
  /** Version of Meltano; empty if unknown, and for the built-in runner. */
  version: z.string(),
  medianSeconds: z.number().nullable(),
  /** From the start of the execution until its extractor runs. */
  medianStartSeconds: z.number().nullable(),
  medianRecords: z.number().nullable(),
  medianRecordsPerSecond: z.number().nullable(),
  newest: z.object({ id: z.string(), queuedAt: z.string() }),
})
export type RunnerSide = z.infer<typeof sideSchema>

export const runnersSchema = z.object({
  /** Pipelines that Meltano performs. */
  meltano: z.array(pipelineSchema),
  /** Pipelines with the same extractor and loader here, and the same pipeline as performed here. */
  builtIn: z.array(pipelineSchema),
  chosen: z.object({ meltano: z.string().nullable(), builtIn: z.string().nullable() }),
  sides: z.object({ meltano: sideSchema.nullable(), builtIn: sideSchema.nullable() }),
  /**
   * Differences between the newest executions of both sides; `before` is the built-in runner. Null if one side
   * has none.
   */
  differences: executionComparisonSchema
    .pick({ steps: true, streams: true, state: true })
    .extend({
      /** Settings by step; null if Meltano's are unknown. For secrets only whether they are set. */
      configuration: executionComparisonSchema.shape.configuration.nullable(),
    })
    .nullable(),
})
export type Runners = z.infer<typeof runnersSchema>
