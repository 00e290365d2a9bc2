import * as z from 'zod'

import { severalOf } from '../core/list.ts'
import { executionFilterQuery } from '../executions/execution.ts'
import { logLineSchema } from './log.ts'
import { EXECUTION_STATUSES, LOG_LEVELS } from '../executions/execution-status.ts'

/** A search in the logs of the executions that a filter lets through, newest first. */
export const logSearchQuerySchema = z.object({
  ...executionFilterQuery,
  /** What the lines contain, upper and lower case alike. `search` is the filter's: pipeline or error message. */
  text: z.string().trim().min(1).max(200),
  level: severalOf(LOG_LEVELS).optional(),
  /** Where the answer before this one ended. */
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
  /** Of a long line the part around the match. */
  text: z.string(),
})
export type LogMatch = z.infer<typeof logMatchSchema>

export const logMatchesSchema = z.object({
  /** Executions newest first, the lines of each from its end backwards. */
  items: z.array(logMatchSchema),
  /** What this request looked through. */
  executions: z.number(),
  bytes: z.number(),
  /** When the last execution was queued that was looked through; null before any. */
  searchedTo: z.string().nullable(),
  /** Null: nothing is left to look through. */
  nextCursor: z.string().nullable(),
})
export type LogMatches = z.infer<typeof logMatchesSchema>
