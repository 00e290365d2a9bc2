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
import { jsonObjectSchema, jsonSchema } from '../json/json.ts'
import { listOf, listQuery, severalOf, totalSchema } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'

/** One-off options of an execution (decision 10). */
export const executeOptionsSchema = z.strictObject({
  fullRefresh: z.boolean().default(false),
  /** Only these streams of what the pipeline selects. */
  streams: z.array(z.string().min(1).max(500)).min(1, 'Choose at least one stream.').max(1000).optional(),
  /** Overlays the configuration of the pipeline for this execution only. */
  config: z.record(z.string(), jsonObjectSchema).optional(),
  /** The loader gets at most this many records; the state is not saved. */
  limitRecords: z.number().int().min(1).max(1_000_000_000).optional(),
})
export type ExecuteOptions = z.output<typeof executeOptionsSchema>

export const executeSchema = z.strictObject({
  ...executeOptionsSchema.shape,
  /** With which it waits; without one that of the pipeline. */
  priority: prioritySchema.optional(),
})
export type ExecuteRequest = z.output<typeof executeSchema>

export const cancelOptionsSchema = z.strictObject({ force: z.boolean().default(false) })
export const retryOptionsSchema = z.strictObject({
  /**
   * `start`: everything. `transform`: only the transform, after a load that succeeded. `failed-models`: of a dbt
   * transform only what failed or was skipped, with what depends on it.
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
  /** Up to, not including. */
  to: offsetMomentSchema.optional(),
  /** In the name of the pipeline and in the error message, upper and lower case alike. */
  search: z.string().max(200).optional(),
}
export const executionFilterSchema = z.strictObject(filter)
export type ExecutionFilter = z.output<typeof executionFilterSchema>

/** The filter as parameters of an address. */
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

/** Counts of one stream so far, counted on the wire: what was written to the loader. */
export const streamCountSchema = z.object({
  stream: z.string(),
  records: z.number(),
  /** BATCH messages: `records` has those in their files where these can be read. */
  batches: z.number(),
  /** Bytes of the RECORD lines. */
  bytes: z.number(),
  /** Records that the loader reports as written (`record_count` metrics); absent while it reports none. */
  written: z.number().exactOptional(),
  /** Fingerprint of the stream's last SCHEMA; absent without one. */
  schema: z.string().exactOptional(),
  /** How often the SCHEMA changed during the execution; absent for never. */
  schemaChanges: z.number().exactOptional(),
})
export type StreamCount = z.infer<typeof streamCountSchema>

/** How many of a stream's records the loader did not report as written; 0 when it reports nothing, or more. */
export const unwrittenOf = ({ records, written }: StreamCount): number =>
  written === undefined ? 0 : Math.max(0, records - written)

/** Counts of an execution while it transfers records: they grow until its end. */
export const executionTotalsSchema = z.object({
  /** RECORD lines written to the loader, or what plugins under another program report; null: none of them does. */
  recordsProcessed: z.number().nullable(),
  /**
   * Bytes of those lines, as they were written to the loader; without SCHEMA, STATE and BATCH messages, and without
   * the files that BATCH messages name. Null: another program performs it, which they do not pass.
   */
  bytesTransferred: z.number().nullable(),
} satisfies Record<ExecutionTotal, z.ZodNullable<z.ZodNumber>>)

/** The totals of all streams together. */
export function totalsOf(streams: readonly StreamCount[]): ExecutionTotals {
  const sum = (count: 'records' | 'bytes') => streams.reduce((all, stream) => all + stream[count], 0)
  return { recordsProcessed: sum('records'), bytesTransferred: sum('bytes') }
}

/** Counts of an execution so far, in all and by stream. */
export interface ExecutionCounts extends ExecutionTotals {
  streams: StreamCount[]
}

/** The changing part of an execution: lists, cards and live events carry it. */
export const executionSummarySchema = z.object({
  id: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  trigger: z.enum(EXECUTION_TRIGGERS),
  /** Name of the person, null = "System". */
  triggeredBy: z.string().nullable(),
  fullRefresh: z.boolean(),
  /** With which it waits, or waited, for its start. */
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
  /** How many notes people wrote on it. */
  notes: z.number(),
})
export type ExecutionSummary = z.infer<typeof executionSummarySchema>

const SUMMARY_FIELDS = executionSummarySchema.keyof().options

/** Leaves out whatever is not part of a summary. */
export const summaryOf = (execution: ExecutionSummary): ExecutionSummary =>
  Object.fromEntries(SUMMARY_FIELDS.map((field) => [field, execution[field]])) as unknown as ExecutionSummary

/**
 * Why a pending execution has not started. retry: its attempt is not due · start-window: its place in the spread of
 * equal ticks · hold: a hold stops it · plugin-limit: a plugin of it is in use as often as it may be · labels: no worker
 * that is there has all labels that its pipeline requires · no-worker: none that could takes executions · fleet-limit:
 * all workers together perform as many as they may · slot: all places of the workers that can execute it are taken.
 */
export const WAITING_FOR = [
  'retry',
  'start-window',
  'hold',
  'plugin-limit',
  'labels',
  'no-worker',
  'fleet-limit',
  'slot',
] as const
export type WaitingFor = (typeof WAITING_FOR)[number]

export const waitingDetailsSchema = z.object({
  /** When this reason ends: the attempt is due, the hold ends. Null when unknown. */
  until: z.string().nullable(),
  /** The plugin that is held or at its limit; null: everything is held, or it is not about a plugin. */
  plugin: z.string().nullable(),
  /** Executions at once, of the plugin, of the workers that can execute it, or of all. */
  limit: z.number().nullable(),
  hold: z
    .object({
      id: z.string(),
      reason: z.string(),
      by: z.string(),
    })
    .nullable(),
  /** Labels that the pipeline requires, where it is about workers. */
  labels: z.array(z.string()),
  /** Workers that are there and do not take it. */
  workers: z.array(
    z.object({
      name: z.string(),
      /** Required labels that it does not have. */
      lacks: z.array(z.string()),
      /** It takes only executions of pipelines that require labels, which this one does not. */
      isReserved: z.boolean(),
      isDraining: z.boolean(),
      /** The environment that it could not build, with the error. */
      problem: z.string().nullable(),
    }),
  ),
  moreWorkers: z.number(),
})
export type WaitingDetails = z.infer<typeof waitingDetailsSchema>

/** A place among the executions that wait and are due, in the order in which they start; far behind a lower bound. */
export const queuePlaceSchema = z.object({ place: totalSchema, of: totalSchema })
export type QueuePlace = z.infer<typeof queuePlaceSchema>

/** Null while nothing is in the way: it is about to start, or it started long ago. */
export const waitingSchema = z.object({
  waitingFor: z.enum(WAITING_FOR).nullable(),
  waitingDetails: waitingDetailsSchema.nullable(),
  /** Null for one that started, or is not due yet. */
  queuePlace: queuePlaceSchema.nullable(),
})
export type Waiting = z.infer<typeof waitingSchema>

/** An execution as lists show it. */
export const listedExecutionSchema = z.object({
  ...executionSummarySchema.shape,
  ...waitingSchema.shape,
  notBefore: z.string().nullable(),
  /** The last execution that retried it; null without one, and while it has not ended. */
  retriedBy: z.string().nullable(),
})
export type ListedExecution = z.infer<typeof listedExecutionSchema>

/** A page of executions. A search may end a page early; it continues behind the cursor. */
export const executionListSchema = z.object({
  ...listOf(listedExecutionSchema).shape,
  /** The moment up to which it was looked, where the page is not full but there is more to look through. */
  lookedTo: z.string().exactOptional(),
})
export type ExecutionList = z.infer<typeof executionListSchema>

/** One attempt of a chain of retries. */
export const attemptSchema = z.object({
  id: z.string(),
  attempt: z.number(),
  status: z.enum(EXECUTION_STATUSES),
  outcome: z.enum(EXECUTION_OUTCOMES).nullable(),
  queuedAt: z.string(),
  notBefore: z.string().nullable(),
})
export type Attempt = z.infer<typeof attemptSchema>

/** An execution whole. */
export const executionSchema = z.object({
  ...listedExecutionSchema.shape,
  steps: z.array(stepSchema),
  streams: z.array(streamCountSchema),
  /** Number of the last log line, 0 while there is none. */
  logLines: z.number(),
  /** Bookmark at the start and the last one that the loader confirmed. */
  stateBefore: jsonSchema,
  stateAfter: jsonSchema,
  stateConfirmedAt: z.string().nullable(),
  /** How the second differs from the first. */
  stateChanges: z.array(auditChangeSchema),
  /** Median duration of the last successes, null without any. */
  expectedSeconds: z.number().nullable(),
  /** The chain that it belongs to, oldest first, itself included; empty when it was the only attempt. */
  attempts: z.array(attemptSchema),
  /** Attempts that the pipeline's policy allows, the first included. */
  maxAttempts: z.number(),
  worker: z.string().nullable(),
  /** Redacted configuration that was used, by plugin name. */
  resolvedConfig: z.record(z.string(), jsonObjectSchema).nullable(),
  /** The log lines that explain a failure. */
  errorLines: z.array(logLineSchema),
  /** Why it failed; null for one that did not, or that failed before causes were kept. */
  cause: causeLinkSchema.nullable(),
  /** Fields that are damaged in the database and show nothing. Left out when none is. */
  damaged: z.array(z.string()).optional(),
  /** The options that differ from the pipeline. */
  options: z.object({
    streams: z.array(z.string()).nullable(),
    limitRecords: z.number().nullable(),
    /** Where it began, when not at the extractor. */
    from: z.enum(RETRY_STARTS).nullable(),
    /** Settings that held for this execution only, as `plugin: name`. */
    settings: z.array(z.string()),
  }),
})
export type Execution = z.infer<typeof executionSchema>
