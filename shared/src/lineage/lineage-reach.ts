import * as z from 'zod'

import { CERTAINTIES, lineageDatasetSchema, lineagePipelineSchema } from './lineage.ts'

const DIRECTIONS = ['upstream', 'downstream'] as const
const directionSchema = z.enum(DIRECTIONS)
export type Direction = z.infer<typeof directionSchema>

export const reachQuerySchema = z.object({ direction: directionSchema.default('downstream') })

/** Number of flows in between; 1 for neighbours. */
const steps = z.number().int()

/**
 * Everything fed by, or feeding, a dataset or pipeline. Downstream: what becomes late if the data do not
 * arrive, late ones first. Upstream: where the data come from, nearest first.
 */
export const reachSchema = z.object({
  pipelines: z.array(
    lineagePipelineSchema.extend({
      steps,
      /** `after`: it moves none of the data but starts after a pipeline that does. */
      relation: z.enum(['data', 'after']),
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

/** The origins and destinations of a column. */
export const columnPathSchema = z.object({
  links: z.array(columnLinkSchema),
  /** All datasets that the links name, and the requested one. */
  datasets: z.array(lineageDatasetSchema),
  truncated: z.boolean(),
})
export type ColumnPath = z.infer<typeof columnPathSchema>
