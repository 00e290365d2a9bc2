import * as z from 'zod'

import { severalOf } from '../core/list.ts'
import { executionFilterQuery } from '../executions/execution.ts'
import { logLineSchema } from './log.ts'
import { EXECUTION_STATUSES, LOG_LEVELS } from '../executions/execution-status.ts'

/** A search in the logs of the executions that match a filter, newest first. */
export const logSearchQuerySchema = z.object({
  ...executionFilterQuery,
  /** Text in the lines, ignoring case. `search` belongs to the filter: pipeline or error message. */
  text: z.string().trim().min(1).max(200),
  level: severalOf(LOG_LEVELS).optional(),
  /** Where the previous answer ended. */
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
export type LogSearchQuery = z.output<typeof logSearchQuerySchema>

const logMatchSchema = z.object({
  ...logLineSchema.shape,
  executionId: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  queuedAt: z.string(),
  /** The part of a long line around the match. */
  text: z.string(),
})
export type LogMatch = z.infer<typeof logMatchSchema>

export const logMatchesSchema = z.object({
  /** Newest executions first; the lines of each from its end backwards. */
  items: z.array(logMatchSchema),
  /** Number of executions and bytes that this request searched. */
  executions: z.number(),
  bytes: z.number(),
  /** When the last searched execution was queued; null if none was searched. */
  searchedTo: z.string().nullable(),
  /** Null: nothing is left to search. */
  nextCursor: z.string().nullable(),
})
export type LogMatches = z.infer<typeof logMatchesSchema>
