import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { executionSummarySchema } from './execution.ts'
import { STEP_KINDS } from './execution-status.ts'

export const comparisonQuerySchema = z.object({
  /** The execution to compare with; by default the last success before it. */
  baseline: z.uuid().toLowerCase().optional(),
})
export type ComparisonQuery = z.output<typeof comparisonQuerySchema>

/** The program, version and duration of a step. */
export const comparedStepSchema = z.object({
  plugin: z.string(),
  /** Empty if not stored. */
  variant: z.string(),
  version: z.string(),
  /** From the start of the execution to the start of the step. */
  startsAfterSeconds: z.number().nullable(),
  seconds: z.number().nullable(),
})
export type ComparedStep = z.infer<typeof comparedStepSchema>

/** `before` is the side of the baseline; null on a side that lacks it. */
const compared = <Side extends z.ZodType>(side: Side) => ({ before: side.nullable(), after: side.nullable() })
export interface Compared<T> {
  before: T | null
  after: T | null
}

/**
 * The comparison of an execution with another of the same pipeline. The lists contain only differences,
 * except for steps and streams.
 */
export const executionComparisonSchema = z.object({
  execution: executionSummarySchema,
  /** Null: no earlier success to compare with. */
  baseline: executionSummarySchema.nullable(),
  steps: z.array(z.object({ ...compared(comparedStepSchema), kind: z.enum(STEP_KINDS) })),
  /** Records by stream, and whether its SCHEMA differs; null if unknown on either side. */
  streams: z.array(
    z.object({ ...compared(z.number()), stream: z.string(), schemaChanged: z.boolean().nullable() }),
  ),
  /** Settings by plugin. For secrets only whether they are set. */
  configuration: z.array(auditChangeSchema),
  /** The bookmarks after each execution. */
  state: z.array(auditChangeSchema),
})
export type ExecutionComparison = z.infer<typeof executionComparisonSchema>
