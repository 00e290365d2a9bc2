import * as z from 'zod'

import { listQuery } from '../core/list.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'

/** Pipelines of one chain in a list of chains; those nearest to its beginning. */
export const MOST_IN_LISTED_FLOW = 60
/** Pipelines of one chain by itself. */
export const MOST_IN_FLOW = 500

export const flowListQuerySchema = z.object({
  ...listQuery,
  limit: z.coerce.number().int().min(1).max(50).default(10),
  /** In names, descriptions, plugins and tags of any pipeline of a chain. */
  search: z.string().max(200).optional(),
  /** `worst`: a failed one first, then old data, then what is running. */
  sort: z.enum(['worst', 'name']).default('worst'),
})
export type FlowListQuery = z.output<typeof flowListQuerySchema>

/** A pipeline of a chain, with how it stands. */
const flowPipelineSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The pipeline after whose success it starts. */
  after: z.string().nullable(),
  isActive: z.boolean(),
  /** Of its last execution; null: it has none. */
  status: z.enum(EXECUTION_STATUSES).nullable(),
  lastExecutionId: z.string().nullable(),
  loadedAt: z.string().nullable(),
  /** When its data are older than their target; null without one. */
  staleAt: z.string().nullable(),
})
export type FlowPipeline = z.infer<typeof flowPipelineSchema>

/** Pipelines that start one after another, from the first one on. */
export const flowSchema = z.object({
  /** Of the first pipeline. */
  id: z.string(),
  /** Pipelines of the whole chain; there may be fewer in `pipelines`. */
  size: z.number(),
  /** Those whose last execution failed. */
  failed: z.number(),
  running: z.number(),
  pipelines: z.array(flowPipelineSchema),
})
export type Flow = z.infer<typeof flowSchema>
