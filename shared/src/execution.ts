import * as z from 'zod'

import { bulkRequestSchema } from './bulk.ts'
import {
  EXECUTION_STATUSES,
  EXECUTION_TRIGGERS,
  type ExecutionOutcome,
  type ExecutionStatus,
  type ExecutionTrigger,
  type StepKind,
} from './execution-status.ts'
import { jsonObjectSchema, type Json, type JsonObject } from './json.ts'
import { listQuery, severalOf, type List } from './list.ts'

/** One-off options of an execution (decision 10). */
export const executeOptionsSchema = z.strictObject({
  fullRefresh: z.boolean().default(false),
  /** Only these streams of what the pipeline selects. */
  streams: z.array(z.string().min(1).max(500)).min(1, 'Choose at least one stream.').max(1000).optional(),
  /** Overlays the configuration of the pipeline for this execution only. */
  config: z.record(z.string(), jsonObjectSchema).optional(),
  /** The loader gets so many records and no more; the state is not saved. */
  limitRecords: z.number().int().min(1).max(1_000_000_000).optional(),
})
export type ExecuteOptions = z.output<typeof executeOptionsSchema>

export const cancelOptionsSchema = z.strictObject({ force: z.boolean().default(false) })
export type CancelOptions = z.output<typeof cancelOptionsSchema>

export const EXECUTION_SORTS = ['queuedAt', '-queuedAt'] as const
export type ExecutionSort = (typeof EXECUTION_SORTS)[number]

/** A success that brought nothing, or far fewer records than usual (decision 26). */
export const SHORTFALLS = ['empty', 'low'] as const
export type Shortfall = (typeof SHORTFALLS)[number]

const filter = {
  /** Any of these. */
  status: severalOf(EXECUTION_STATUSES).optional(),
  pipelineId: z.uuid().toLowerCase().optional(),
  trigger: z.enum(EXECUTION_TRIGGERS).optional(),
  fullRefresh: z.boolean().optional(),
  /** Any of these. */
  shortfall: severalOf(SHORTFALLS).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  /** Up to, not including. */
  to: z.iso.datetime({ offset: true }).optional(),
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

/** A page of executions. A search may end a page early; it goes on behind the cursor. */
export interface ExecutionList extends List<ListedExecution> {
  /** The moment up to which it was looked, where the page is not full but there is more to look through. */
  lookedTo?: string
}

/** Counts of one stream so far, counted on the wire (RECORD lines written to the loader). */
export interface StreamCount {
  stream: string
  records: number
  /** BATCH messages: their files hold records that are not counted here. */
  batches: number
  /** Bytes of the RECORD lines. */
  bytes: number
}

/** How a process ended. */
export type ProcessOutcome = 'exited' | 'cancelled' | 'timed-out' | 'killed' | 'spawn-failed'

/** One process of an execution. */
export interface Step {
  kind: StepKind
  /** Plugin name. */
  plugin: string
  /** The variant and the version that were used; not kept in executions of earlier versions of the product. */
  variant?: string
  version?: string
  /** Redacted command line, as an argument array. */
  command: string[]
  status: 'waiting' | 'running' | 'success' | 'failed' | 'cancelled' | 'skipped'
  startedAt: string | null
  finishedAt: string | null
  exitCode: number | null
  signal: string | null
  outcome: ProcessOutcome | null
  pid: number | null
}

/** The changing part of an execution: lists, cards and live events carry it. */
export interface ExecutionSummary {
  id: string
  pipelineId: string
  pipelineName: string
  status: ExecutionStatus
  trigger: ExecutionTrigger
  /** Name of the person, null = "System". */
  triggeredBy: string | null
  fullRefresh: boolean
  attempt: number
  retryOf: string | null
  /** The first attempt of a chain of retries; null for the first itself. */
  firstExecutionId: string | null
  queuedAt: string
  startedAt: string | null
  finishedAt: string | null
  durationSeconds: number | null
  recordsProcessed: number
  shortfall: Shortfall | null
  outcome: ExecutionOutcome | null
  errorMessage: string | null
  cancelRequestedAt: string | null
  forceRequestedAt: string | null
}

/**
 * Why a pending execution has not started. retry: its attempt is not due · start-window: its place in the spread of
 * equal ticks · hold: a hold stops it · plugin-limit: a plugin of it is in use as often as it may be · slot: all
 * places for executions are taken.
 */
export type WaitingFor = 'retry' | 'start-window' | 'hold' | 'plugin-limit' | 'slot'

export interface WaitingDetails {
  /** When this reason ends: the attempt is due, the hold ends. Null when nobody knows. */
  until: string | null
  /** The plugin that is held or at its limit; null: everything is held, or it is not about a plugin. */
  plugin: string | null
  /** Executions at once, of the plugin or of the server. */
  limit: number | null
  hold: { id: string; reason: string; by: string } | null
}

/** Null while nothing is in the way: it is about to start, or it started long ago. */
export interface Waiting {
  waitingFor: WaitingFor | null
  waitingDetails: WaitingDetails | null
}

/** An execution as lists show it. */
export interface ListedExecution extends ExecutionSummary, Waiting {
  notBefore: string | null
}

/** One attempt of a chain of retries. */
export interface Attempt {
  id: string
  attempt: number
  status: ExecutionStatus
  outcome: ExecutionOutcome | null
  queuedAt: string
  notBefore: string | null
}

/** An execution whole. */
export interface Execution extends ListedExecution {
  steps: Step[]
  streams: StreamCount[]
  /** Number of the last log line, 0 while there is none. */
  logLines: number
  /** Bookmark at the start and the last one that the loader confirmed. */
  stateBefore: Json
  stateAfter: Json
  stateConfirmedAt: string | null
  /** Median duration of the last successes, null without any. */
  expectedSeconds: number | null
  /** The chain that it belongs to, oldest first, itself included; empty when it was the only attempt. */
  attempts: Attempt[]
  /** Attempts that the pipeline's policy allows, the first included. */
  maxAttempts: number
  worker: string | null
  /** Redacted configuration that was used, by plugin name. */
  resolvedConfig: Record<string, JsonObject> | null
  /** The log lines that explain a failure. */
  errorLines: LogLine[]
  /** What was asked for otherwise than the pipeline says. */
  options: {
    streams: string[] | null
    limitRecords: number | null
    /** Settings that held for this execution only, as `plugin: name`. */
    settings: string[]
  }
}

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where a line comes from: the step that wrote it, or the product itself. */
export const LOG_SOURCES = ['system', 'discover', 'extractor', 'mapper', 'loader', 'transform'] as const
export type LogSource = (typeof LOG_SOURCES)[number]

export interface LogLine {
  /** From 1, without gaps. */
  line: number
  at: string
  source: LogSource
  level: LogLevel
  text: string
}

export const logQuerySchema = z.object({
  /** Lines with a greater number, ascending. */
  after: z.coerce.number().int().min(0).optional(),
  /** Lines with a smaller number: the last `limit` of them, ascending. Neither = the end of the log. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
  /** Only lines that contain this, upper and lower case alike. */
  search: z.string().max(200).optional(),
  level: severalOf(LOG_LEVELS).optional(),
  source: severalOf(LOG_SOURCES).optional(),
})
export type LogQuery = z.output<typeof logQuerySchema>

/** A page of log lines, ascending. */
export interface LogPage {
  lines: LogLine[]
  /** Number of the last line there is. */
  lastLine: number
  /** With a filter: the line up to which it was looked; null when there is nothing beyond. */
  searchedTo?: number | null
}
