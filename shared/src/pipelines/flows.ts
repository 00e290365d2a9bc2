import * as z from 'zod'

import { listQuery } from '../core/list.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'

/** Maximum number of pipelines per chain in a list, those nearest to its start. */
export const MAX_IN_LISTED_FLOW = 60
/** Maximum number of pipelines in a single chain. */
export const MAX_IN_FLOW = 500

export const flowListQuerySchema = z.object({
  ...listQuery,
  limit: z.coerce.number().int().min(1).max(50).default(10),
  /** Matches names, descriptions, plugins and tags of any pipeline of a chain. */
  search: z.string().max(200).optional(),
  /** `worst`: failed chains first, then those with stale data, then running ones. */
  sort: z.enum(['worst', 'name']).default('worst'),
})
export type FlowListQuery = z.output<typeof flowListQuerySchema>

/** A pipeline of a chain, with its status. */
const flowPipelineSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The pipeline after whose success it starts. */
  after: z.string().nullable(),
  isActive: z.boolean(),
  /** Status of its last execution; null if it has none. */
  status: z.enum(EXECUTION_STATUSES).nullable(),
  lastExecutionId: z.string().nullable(),
  loadedAt: z.string().nullable(),
  /** When its data become older than its target; null without a target. */
  staleAt: z.string().nullable(),
})
export type FlowPipeline = z.infer<typeof flowPipelineSchema>

/** A chain of pipelines that start one after another, starting with the first. */
export const flowSchema = z.object({
  /** ID of the first pipeline. */
  id: z.string(),
  /** Number of pipelines in the whole chain; `pipelines` can contain fewer. */
  size: z.number(),
  /** Number whose last execution failed. */
  failed: z.number(),
  running: z.number(),
  pipelines: z.array(flowPipelineSchema),
})
export type Flow = z.infer<typeof flowSchema>
