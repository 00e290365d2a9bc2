import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { executionSummarySchema } from './execution.ts'
import { STEP_KINDS } from './execution-status.ts'

export const comparisonQuerySchema = z.object({
  /** The execution to compare with; the last success before it unless one is given. */
  with: z.uuid().toLowerCase().optional(),
})
export type ComparisonQuery = z.output<typeof comparisonQuerySchema>

/** The program, settings and duration of a step. */
export const comparedStepSchema = z.object({
  plugin: z.string(),
  /** Empty where they were not kept. */
  variant: z.string(),
  version: z.string(),
  /** From the start of its execution to its own. */
  startsAfterSeconds: z.number().nullable(),
  seconds: z.number().nullable(),
})
export type ComparedStep = z.infer<typeof comparedStepSchema>

/** `before` is the other execution's side, null where it has none. */
const compared = <Side extends z.ZodType>(side: Side) => ({ before: side.nullable(), after: side.nullable() })
export interface Compared<T> {
  before: T | null
  after: T | null
}

/** An execution beside another of the same pipeline. The lists hold differences only, except for steps and streams. */
export const executionComparisonSchema = z.object({
  execution: executionSummarySchema,
  /** Null: there was no success before it to compare with. */
  with: executionSummarySchema.nullable(),
  steps: z.array(z.object({ ...compared(comparedStepSchema), kind: z.enum(STEP_KINDS) })),
  /** Records by stream, and whether its SCHEMA is another one; null where one side's is not known. */
  streams: z.array(
    z.object({ ...compared(z.number()), stream: z.string(), schemaChanged: z.boolean().nullable() }),
  ),
  /** Settings by plugin. Of secrets only whether there is one. */
  configuration: z.array(auditChangeSchema),
  /** The bookmark after each of them. */
  state: z.array(auditChangeSchema),
})
export type ExecutionComparison = z.infer<typeof executionComparisonSchema>
