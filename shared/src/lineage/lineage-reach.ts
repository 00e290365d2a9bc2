import * as z from 'zod'

import { CERTAINTIES, lineageDatasetSchema, lineagePipelineSchema } from './lineage.ts'

const DIRECTIONS = ['upstream', 'downstream'] as const
const directionSchema = z.enum(DIRECTIONS)
export type Direction = z.infer<typeof directionSchema>

export const reachQuerySchema = z.object({ direction: directionSchema.default('downstream') })

/** How many flows are between; 1 = next to it. */
const steps = z.number().int()

/**
 * All that is fed, or all that feeds: downstream is what becomes late when the data stay away, those that are late first;
 * upstream is where the data come from, the nearest first.
 */
export const reachSchema = z.object({
  pipelines: z.array(
    lineagePipelineSchema.extend({
      steps,
      /** `after`: it moves none of the data, but starts after a pipeline that does. */
      through: z.enum(['data', 'after']),
    }),
  ),
  datasets: z.array(lineageDatasetSchema.extend({ steps })),
  truncated: z.boolean(),
})
export type Reach = z.infer<typeof reachSchema>

const columnEndSchema = z.object({ dataset: z.string(), column: z.string() })
export type ColumnEnd = z.infer<typeof columnEndSchema>

/** A column that continues in another one. */
const columnLinkSchema = z.object({
  from: columnEndSchema,
  to: columnEndSchema,
  pipelineId: z.string(),
  certainty: z.enum(CERTAINTIES),
})
export type ColumnLink = z.infer<typeof columnLinkSchema>

/** Where a column comes from and goes to. */
export const columnPathSchema = z.object({
  links: z.array(columnLinkSchema),
  /** All that the links name, and the one that was asked about. */
  datasets: z.array(lineageDatasetSchema),
  truncated: z.boolean(),
})
export type ColumnPath = z.infer<typeof columnPathSchema>
