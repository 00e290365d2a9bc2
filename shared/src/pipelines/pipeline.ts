import * as z from 'zod'

import { EXECUTION_STATUSES, RETRIED_OUTCOMES, SHORTFALLS } from '../executions/execution-status.ts'
import { prioritySchema } from '../executions/priority.ts'
import { jsonObjectSchema } from '../json/json-value-schema.ts'
import { FRESHNESS_STATES } from './freshness.ts'
import { objectiveFiguresSchema } from './objectives.ts'
import { runnerSchema, type Runner } from './runner.ts'
import { MISSED_TICK_POLICIES } from './schedule.ts'

/**
 * el: extract and load · etl: also maps in flight · elt: also transforms after the load · meltano: by
 * `meltano run`.
 */
export const PIPELINE_TYPES = ['el', 'etl', 'elt', 'meltano'] as const
export type PipelineType = (typeof PIPELINE_TYPES)[number]

/** Returns the type of a pipeline, which follows from its parts. */
export function pipelineType(pipeline: {
  mappers: readonly string[]
  transform: string
  runner: Pick<Runner, 'kind'>
}): PipelineType {
  if (pipeline.runner.kind === 'meltano') return 'meltano'
  if (pipeline.transform !== '') return 'elt'
  return pipeline.mappers.length > 0 ? 'etl' : 'el'
}

/** One bar of the strip of last executions, oldest first. */
export const stripBarSchema = z.object({
  id: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  durationSeconds: z.number().nullable(),
  /** Null: unknown. */
  recordsProcessed: z.number().nullable(),
  shortfall: z.enum(SHORTFALLS).nullable(),
  queuedAt: z.string(),
})
export type StripBar = z.infer<typeof stripBarSchema>

/** The last execution, as shown in cards and headers. */
export const lastExecutionSchema = z.object({
  id: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  /** Null: unknown. */
  recordsProcessed: z.number().nullable(),
  shortfall: z.enum(SHORTFALLS).nullable(),
  errorMessage: z.string().nullable(),
  cancelRequestedAt: z.string().nullable(),
})
export type LastExecution = z.infer<typeof lastExecutionSchema>

/** A pipeline as shown in lists. */
export const pipelineSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.enum(PIPELINE_TYPES),
  extractor: z.string(),
  loader: z.string(),
  mappers: z.array(z.string()),
  transform: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  isActive: z.boolean(),
  /** The next tick; null without a schedule, and while the pipeline is inactive or archived. */
  nextDueAt: z.string().nullable(),
  tags: z.array(z.string()),
  owner: z.string(),
  freshnessTargetSeconds: z.number().nullable(),
  successObjective: z.number().nullable(),
  freshnessObjective: z.number().nullable(),
  objectiveDays: z.number(),
  /** The template it was made from, and its version of it. */
  template: z
    .object({
      id: z.string(),
      version: z.number(),
      /** Only in lists, like `newest`. */
      name: z.string().exactOptional(),
      /** The current version of the template. */
      newest: z.number().exactOptional(),
    })
    .nullable(),
  /** When an execution last loaded everything that the pipeline loads. */
  loadedAt: z.string().nullable(),
  /** When that becomes, or became, older than the target; null without a target. */
  staleAt: z.string().nullable(),
  /** Success rate of the last 30 ended executions, from 0 to 1; cancelled ones do not count. */
  successRate: z.number().nullable(),
  /** 95th percentile of the duration of their successes. */
  p95Seconds: z.number().nullable(),
  /**
   * Earlier values of `p95Seconds`, oldest first, each of equally many successes; the last is of the newest.
   * Only if requested.
   */
  p95Trend: z.array(z.number()).exactOptional(),
  /** The state of its objectives. Only if requested. */
  objectives: z.array(objectiveFiguresSchema).exactOptional(),
  lastExecution: lastExecutionSchema.nullable(),
  /** At most the last 30 executions, oldest first. */
  recentExecutions: z.array(stripBarSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
  version: z.number(),
})
export type PipelineSummary = z.infer<typeof pipelineSummarySchema>

/** Fields of a pipeline that the end of an execution changes. */
export type RecentFigures = Pick<PipelineSummary, 'loadedAt' | 'staleAt' | 'successRate' | 'p95Seconds'>

/** Freshness of the data of all pipelines. */
export const freshnessSchema = z.object({
  counts: z.record(z.enum(FRESHNESS_STATES), z.number()),
  /** The pipelines overdue longest. */
  stale: z.array(
    z.object({
      pipelineId: z.string(),
      pipelineName: z.string(),
      loadedAt: z.string().nullable(),
      targetSeconds: z.number(),
      staleAt: z.string(),
    }),
  ),
})
export type Freshness = z.infer<typeof freshnessSchema>

/** The full details of a pipeline. Secret values in `config` are `{"$secret": true}`. */
export const pipelineSchema = z.object({
  ...pipelineSummarySchema.shape,
  config: z.record(z.string(), jsonObjectSchema),
  timeoutSeconds: z.number().nullable(),
  silenceTimeoutSeconds: z.number().nullable(),
  catalogMaxAgeHours: z.number().nullable(),
  /** ID of the pipeline after whose success it starts. */
  after: z.string().nullable(),
  /** The runner that performs it. */
  runner: runnerSchema,
  missedTicks: z.enum(MISSED_TICK_POLICIES),
  retryAttempts: z.number(),
  retryDelaySeconds: z.number(),
  retryOn: z.array(z.enum(RETRIED_OUTCOMES)),
  startWindowSeconds: z.number(),
  priority: prioritySchema,
  /** Labels that a worker must have to execute it. */
  requiredLabels: z.array(z.string()),
  createdBy: z
    .object({
      id: z.string(),
      name: z.string(),
    })
    .nullable(),
  /** Settings without a definition: allowed, but possibly a mistake. */
  warnings: z.array(z.string()),
  /**
   * Fields damaged in the database, which are empty; setting a field again repairs it. Absent if there are
   * none.
   */
  damaged: z.array(z.string()).optional(),
})
export type Pipeline = z.infer<typeof pipelineSchema>

/** The streams that a pipeline's extractor offers, with the current configuration and selection. */
export const pipelineStreamsSchema = z.object({
  /** Null: nothing was discovered with this configuration yet, or the extractor has no catalogue. */
  streams: z
    .array(
      z.object({
        name: z.string(),
        selected: z.boolean(),
      }),
    )
    .nullable(),
  /** When they were discovered; null with `streams`. */
  discoveredAt: z.string().nullable(),
  /** Whether the extractor has a catalogue; without one, streams cannot be chosen. */
  hasCatalog: z.boolean(),
  /** Selection rules that match nothing in the catalogue. */
  warnings: z.array(z.string()),
})
export type PipelineStreams = z.infer<typeof pipelineStreamsSchema>
