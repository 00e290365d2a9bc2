import * as z from 'zod'

import { auditChangeSchema } from '../access/audit.ts'
import { bulkRequestSchema } from '../bulk.ts'
import {
  EXECUTION_SORTS,
  SHORTFALLS,
  EXECUTION_OUTCOMES,
  EXECUTION_STATUSES,
  EXECUTION_TRIGGERS,
  RETRY_STARTS,
} from './execution-status.ts'
import type { ExecutionTotal, ExecutionTotals } from './execution-totals.ts'
import { prioritySchema } from './priority.ts'
import { causeLinkSchema } from '../failures/cause-link.ts'
import { logLineSchema } from '../logs/log.ts'
import { stepSchema } from './step.ts'
import { waitingSchema } from './waiting.ts'
import { jsonObjectSchema, jsonSchema } from '../json/json-value-schema.ts'
import { listOf, listQuery, severalOf } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'

/** One-off options of an execution. */
export const executeOptionsSchema = z.strictObject({
  fullRefresh: z.boolean().default(false),
  /** Only these of the pipeline's selected streams. */
  streams: z.array(z.string().min(1).max(500)).min(1, 'Choose at least one stream.').max(1000).optional(),
  /** Overlays the configuration of the pipeline for this execution only. */
  config: z.record(z.string(), jsonObjectSchema).optional(),
  /** Maximum number of records passed to the loader; the state is not saved. */
  limitRecords: z.number().int().min(1).max(1_000_000_000).optional(),
})
export type ExecuteOptions = z.output<typeof executeOptionsSchema>

export const executeSchema = z.strictObject({
  ...executeOptionsSchema.shape,
  /** Priority while it waits; by default the pipeline's. */
  priority: prioritySchema.optional(),
})
export type ExecuteRequest = z.output<typeof executeSchema>

export const cancelOptionsSchema = z.strictObject({ force: z.boolean().default(false) })
export const retryOptionsSchema = z.strictObject({
  /**
   * `start`: everything. `transform`: only the transform, after a successful load. `failed-models`: for a dbt
   * transform, only the failed and skipped models and their dependents.
   */
  from: z.enum(RETRY_STARTS).default('start'),
})
export type RetryOptions = z.output<typeof retryOptionsSchema>

export type CancelOptions = z.output<typeof cancelOptionsSchema>

export type ExecutionSort = (typeof EXECUTION_SORTS)[number]

export type Shortfall = (typeof SHORTFALLS)[number]

const filter = {
  /** Any of these. */
  status: severalOf(EXECUTION_STATUSES).optional(),
  pipelineId: z.uuid().toLowerCase().optional(),
  trigger: z.enum(EXECUTION_TRIGGERS).optional(),
  fullRefresh: z.boolean().optional(),
  /** Any of these. */
  shortfall: severalOf(SHORTFALLS).optional(),
  from: offsetMomentSchema.optional(),
  /** Exclusive. */
  to: offsetMomentSchema.optional(),
  /** Matches the pipeline name and the error message, ignoring case. */
  search: z.string().max(200).optional(),
}
export const executionFilterSchema = z.strictObject(filter)
export type ExecutionFilter = z.output<typeof executionFilterSchema>

/** The filter as query parameters. */
export const executionFilterQuery = { ...filter, fullRefresh: z.stringbool().optional() }

export const executionListQuerySchema = z.object({
  ...listQuery,
  ...executionFilterQuery,
  sort: z.enum(EXECUTION_SORTS).default('-queuedAt'),
})
export type ExecutionListQuery = z.output<typeof executionListQuerySchema>

export const EXECUTION_BULK_ACTIONS = ['cancel', 'retry'] as const
export type ExecutionBulkAction = (typeof EXECUTION_BULK_ACTIONS)[number]
export const executionBulkSchema = bulkRequestSchema(EXECUTION_BULK_ACTIONS, executionFilterSchema)

/** Counts of one stream so far: what was written to the loader. */
export const streamCountSchema = z.object({
  stream: z.string(),
  records: z.number(),
  /** Number of BATCH messages; `records` includes those in their files if these can be read. */
  batches: z.number(),
  /** Bytes of the RECORD lines. */
  bytes: z.number(),
  /** Records that the loader reported as written (`record_count` metrics); absent if it reports none. */
  written: z.number().exactOptional(),
  /** Fingerprint of the stream's last SCHEMA; absent without one. */
  schema: z.string().exactOptional(),
  /** Number of SCHEMA changes during the execution; absent for none. */
  schemaChanges: z.number().exactOptional(),
})
export type StreamCount = z.infer<typeof streamCountSchema>

/**
 * Returns how many of a stream's records the loader did not report as written; 0 if it reports none, or more.
 */
export const unwrittenOf = ({ records, written }: StreamCount): number =>
  written === undefined ? 0 : Math.max(0, records - written)

/** Counts of an execution, which grow until its end. */
export const executionTotalsSchema = z.object({
  /**
   * RECORD lines written to the loader, or records reported by plugins under another program; null if none is
   * reported.
   */
  recordsProcessed: z.number().nullable(),
  /**
   * Bytes of those lines as written to the loader, without SCHEMA, STATE and BATCH messages and without the
   * files that BATCH messages name. Null if another program performs it, because the lines bypass the server.
   */
  bytesTransferred: z.number().nullable(),
} satisfies Record<ExecutionTotal, z.ZodNullable<z.ZodNumber>>)

/** Returns the totals of all streams. */
export function totalsOf(streams: readonly StreamCount[]): ExecutionTotals {
  const sum = (count: 'records' | 'bytes') => streams.reduce((total, stream) => total + stream[count], 0)
  return { recordsProcessed: sum('records'), bytesTransferred: sum('bytes') }
}

/** Counts of an execution so far, in total and by stream. */
export interface ExecutionCounts extends ExecutionTotals {
  streams: StreamCount[]
}

/** The changing part of an execution, used in lists, cards and live events. */
export const executionSummarySchema = z.object({
  id: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  trigger: z.enum(EXECUTION_TRIGGERS),
  /** Name of the user; null for "System". */
  triggeredBy: z.string().nullable(),
  fullRefresh: z.boolean(),
  /** Priority while it waits or waited. */
  priority: prioritySchema,
  attempt: z.number(),
  retryOf: z.string().nullable(),
  /** The first attempt of a chain of retries; null for the first itself. */
  firstExecutionId: z.string().nullable(),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  ...executionTotalsSchema.shape,
  shortfall: z.enum(SHORTFALLS).nullable(),
  outcome: z.enum(EXECUTION_OUTCOMES).nullable(),
  errorMessage: z.string().nullable(),
  cancelRequestedAt: z.string().nullable(),
  forceRequestedAt: z.string().nullable(),
  /** Number of notes on it. */
  notes: z.number(),
})
export type ExecutionSummary = z.infer<typeof executionSummarySchema>

const SUMMARY_FIELDS = executionSummarySchema.keyof().options

/** Picks the fields of a summary. */
export const summaryOf = (execution: ExecutionSummary): ExecutionSummary =>
  Object.fromEntries(SUMMARY_FIELDS.map((field) => [field, execution[field]])) as unknown as ExecutionSummary

/** An execution as shown in lists. */
export const listedExecutionSchema = z.object({
  ...executionSummarySchema.shape,
  ...waitingSchema.shape,
  notBefore: z.string().nullable(),
  /** The last execution that retried it; null if there is none, and while it is unfinished. */
  retriedBy: z.string().nullable(),
})
export type ListedExecution = z.infer<typeof listedExecutionSchema>

/** A page of executions. A search can end a page early; the cursor continues it. */
export const executionListSchema = z.object({
  ...listOf(listedExecutionSchema).shape,
  /** The moment up to which it searched, if the page is not full but more remains to search. */
  searchedTo: z.string().exactOptional(),
})
export type ExecutionList = z.infer<typeof executionListSchema>

/** One attempt in a chain of retries. */
export const attemptSchema = z.object({
  id: z.string(),
  attempt: z.number(),
  status: z.enum(EXECUTION_STATUSES),
  outcome: z.enum(EXECUTION_OUTCOMES).nullable(),
  queuedAt: z.string(),
  notBefore: z.string().nullable(),
})
export type Attempt = z.infer<typeof attemptSchema>

/** The full details of an execution. */
export const executionSchema = z.object({
  ...listedExecutionSchema.shape,
  steps: z.array(stepSchema),
  streams: z.array(streamCountSchema),
  /** Number of the last log line; 0 if there is none. */
  logLines: z.number(),
  /** The bookmarks at the start, and the last ones that the loader confirmed. */
  stateBefore: jsonSchema,
  stateAfter: jsonSchema,
  stateConfirmedAt: z.string().nullable(),
  /** The difference between the two. */
  stateChanges: z.array(auditChangeSchema),
  /** Median duration of the last successes; null without any. */
  expectedSeconds: z.number().nullable(),
  /** Its chain of retries, oldest first, including itself; empty if it was the only attempt. */
  attempts: z.array(attemptSchema),
  /** Number of attempts that the pipeline's policy allows, including the first. */
  maxAttempts: z.number(),
  worker: z.string().nullable(),
  /** The redacted configuration that was used, by plugin name. */
  resolvedConfig: z.record(z.string(), jsonObjectSchema).nullable(),
  /** The log lines that explain a failure. */
  errorLines: z.array(logLineSchema),
  /** The cause of its failure; null if it did not fail, or failed before causes were stored. */
  cause: causeLinkSchema.nullable(),
  /** Fields damaged in the database, which are empty. Absent if there are none. */
  damaged: z.array(z.string()).optional(),
  /** Options that differ from the pipeline. */
  options: z.object({
    streams: z.array(z.string()).nullable(),
    limitRecords: z.number().nullable(),
    /** Where it started if not at the extractor. */
    from: z.enum(RETRY_STARTS).nullable(),
    /** Settings for this execution only, as `plugin: name`. */
    settings: z.array(z.string()),
  }),
})
export type Execution = z.infer<typeof executionSchema>
