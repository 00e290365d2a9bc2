import * as z from 'zod'

import { acknowledgementSchema } from '../alert.ts'
import { listOf, listQuery, totalSchema } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'
import { STEP_KINDS } from '../executions/execution-status.ts'
import { stripBarSchema } from '../pipelines/pipeline.ts'
import { CAUSE_STATES } from './cause-link.ts'

/** Sort orders. Open causes come first in all of them. */
export const CAUSE_SORTS = [
  '-affected',
  'affected',
  '-lastSeenAt',
  'lastSeenAt',
  '-firstSeenAt',
  'firstSeenAt',
  '-failures',
  'failures',
] as const
export type CauseSort = (typeof CAUSE_SORTS)[number]

/** Number of days for which a cause lists its failures. */
export const CAUSE_DAYS = 14
/** Number of pipelines that a cause names in a list. */
export const NAMED_PIPELINES = 3

export const assigneeSchema = z.object({ id: z.string(), name: z.string() })
export type Assignee = z.infer<typeof assigneeSchema>

/** Failed executions with the same plugin, step and message, ignoring values in it. */
export const failureCauseSchema = z.object({
  id: z.string(),
  /** Name of the plugin that failed; "" if the product ended the executions. */
  plugin: z.string(),
  /** Its version at the last failure; "" if unknown. */
  version: z.string(),
  step: z.enum(STEP_KINDS).nullable(),
  /** A readable sentence: that of a known error, or the message without its values. */
  title: z.string(),
  /** The original text of the last message. */
  lastMessage: z.string(),
  state: z.enum(CAUSE_STATES),
  /** Failed executions since it was first seen. */
  failures: z.number(),
  /** Number of pipelines that failed since it opened. */
  affected: z.number(),
  /** Of those, the ones that have not succeeded since. */
  failing: z.number(),
  /** Names of the last affected pipelines. */
  pipelineNames: z.array(z.string()),
  firstSeenAt: z.string(),
  /** When it last opened. */
  openedAt: z.string(),
  lastSeenAt: z.string(),
  recoveredAt: z.string().nullable(),
  /** The attempt that succeeded, if not the first. */
  recoveredAttempt: z.number().nullable(),
  /** The last execution that failed with it; null if no longer kept. */
  newestExecutionId: z.string().nullable(),
  /** Failures per day (UTC), oldest first; the last is today. */
  days: z.array(z.number()),
  assignee: assigneeSchema.nullable(),
  acknowledgement: acknowledgementSchema.nullable(),
  /** Number of comments. */
  comments: z.number(),
})
export type FailureCause = z.infer<typeof failureCauseSchema>

export const causeCountsSchema = z.object({
  open: z.number(),
  acknowledged: z.number(),
  recovered: z.number(),
})
export type CauseCounts = z.infer<typeof causeCountsSchema>

/** A page of causes. `counts`: all that match the other filters, by state. */
export const failureCauseListSchema = z.object({
  ...listOf(failureCauseSchema).shape,
  counts: causeCountsSchema,
})
export type FailureCauseList = z.infer<typeof failureCauseListSchema>

export const causeListQuerySchema = z.object({
  ...listQuery,
  state: z.enum(CAUSE_STATES).optional(),
  /** Failed since then. */
  from: offsetMomentSchema.optional(),
  plugin: z.string().max(200).optional(),
  /** Tag of an affected pipeline. */
  tag: z.string().max(200).optional(),
  /** ID of a user; `none`: not assigned. */
  assignee: z.string().max(100).optional(),
  /** Matches the message, the plugin and the names of the affected pipelines. */
  search: z.string().max(200).optional(),
  sort: z.enum(CAUSE_SORTS).default('-affected'),
})
export type CauseListQuery = z.output<typeof causeListQuerySchema>

/** Counts for the badge in the navigation and the line under the heading. */
export const failureSummarySchema = z.object({
  open: z.number(),
  acknowledged: z.number(),
  /** Pipelines that failed and have not succeeded since. */
  failingPipelines: z.number(),
  /** Failed executions queued since `from`. */
  failedExecutions: totalSchema,
})
export type FailureSummary = z.infer<typeof failureSummarySchema>
export const failureSummaryQuerySchema = z.object({ from: offsetMomentSchema.optional() })

/** A pipeline that failed with a cause, and its last failure. */
export const causePipelineSchema = z.object({
  pipelineId: z.string(),
  pipelineName: z.string(),
  executionId: z.string(),
  failedAt: z.string(),
  /** Of that execution; null if no longer kept. */
  durationSeconds: z.number().nullable(),
  attempt: z.number().nullable(),
  failures: z.number(),
  recoveredAt: z.string().nullable(),
  /** The last executions, oldest first. */
  recentExecutions: z.array(stripBarSchema),
})
export type CausePipeline = z.infer<typeof causePipelineSchema>
export const causePipelinesQuerySchema = z.object(listQuery)

export const assignSchema = z.strictObject({
  /** ID of the user; null removes the assignment. */
  userId: z.string().min(1).max(100).nullable(),
})

/** Options of the filters: plugins that failed, and users. */
export const failureChoicesSchema = z.object({
  plugins: z.array(z.string()),
  users: z.array(assigneeSchema),
})
export type FailureChoices = z.infer<typeof failureChoicesSchema>
