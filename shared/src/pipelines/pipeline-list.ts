import * as z from 'zod'

import { bulkRequestSchema } from '../bulk.ts'
import { listQuery, severalOf } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'
import { EXECUTION_STATUSES } from '../executions/execution-status.ts'
import { FRESHNESS_STATES } from './freshness.ts'
import { BUDGET_FILTERS } from './objectives.ts'
import { PIPELINE_TYPES } from './pipeline.ts'

export const PIPELINE_SORTS = [
  'name',
  '-name',
  'createdAt',
  '-createdAt',
  'lastExecutionAt',
  '-lastExecutionAt',
  /** Past the freshness target, then close to it, then by success rate. */
  'worst',
  '-worst',
  'staleAt',
  '-staleAt',
  'successRate',
  '-successRate',
  'p95',
  '-p95',
  'nextDueAt',
  '-nextDueAt',
  'owner',
  '-owner',
  /** Least error budget first. */
  'budgetLeft',
  '-budgetLeft',
] as const
export type PipelineSort = (typeof PIPELINE_SORTS)[number]

/** The filter of the list. Archived pipelines are included only with `status: archived`. */
const pipelineFilter = {
  status: z.enum(['active', 'inactive', 'archived']).optional(),
  type: z.enum(PIPELINE_TYPES).optional(),
  /** Any of these statuses of the last execution. */
  lastStatus: severalOf(EXECUTION_STATUSES).optional(),
  extractor: z.string().max(255).optional(),
  loader: z.string().max(255).optional(),
  tag: z.string().max(50).optional(),
  owner: z.string().max(100).optional(),
  freshness: z.enum(FRESHNESS_STATES).optional(),
  /** State of the error budget: spent, left, or none without an objective. */
  budget: z.enum(BUDGET_FILTERS).optional(),
  /** ID of the template it was made from. */
  template: z.uuid().toLowerCase().optional(),
  createdFrom: offsetMomentSchema.optional(),
  /** Exclusive. */
  createdTo: offsetMomentSchema.optional(),
  search: z.string().max(200).optional(),
}
const pipelineFilterSchema = z.strictObject(pipelineFilter)
export type PipelineFilter = z.output<typeof pipelineFilterSchema>

const PIPELINE_BULK_ACTIONS = ['activate', 'deactivate', 'execute', 'delete', 'restore'] as const
export type PipelineBulkAction = (typeof PIPELINE_BULK_ACTIONS)[number]
export const pipelineBulkSchema = bulkRequestSchema(PIPELINE_BULK_ACTIONS, pipelineFilterSchema)

export const pipelineListQuerySchema = z.object({
  ...listQuery,
  ...pipelineFilter,
  sort: z.enum(PIPELINE_SORTS).default('-createdAt'),
  /** Adds `p95Trend` to each pipeline. */
  trend: z.stringbool().optional(),
  /** Adds `objectives` to each pipeline. */
  objectives: z.stringbool().optional(),
})
export type PipelineListQuery = z.output<typeof pipelineListQuerySchema>
