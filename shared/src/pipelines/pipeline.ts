import * as z from 'zod'

import { SHORTFALLS, EXECUTION_STATUSES, RETRIED_OUTCOMES } from '../executions/execution-status.ts'
import { prioritySchema } from '../executions/priority.ts'
import { jsonObjectSchema } from '../json/json.ts'
import { MISSED_TICK_POLICIES } from './schedule.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { nameSchema, optionalNameSchema, tagsSchema } from '../core/name.ts'
import { FRESHNESS_STATES, MAX_TARGET_SECONDS, MIN_TARGET_SECONDS } from './freshness.ts'
import {
  MIN_OBJECTIVE,
  MIN_OBJECTIVE_DAYS,
  MAX_OBJECTIVE,
  MAX_OBJECTIVE_DAYS,
  objectiveFiguresSchema,
  USUAL_OBJECTIVE_DAYS,
} from './objectives.ts'
import { BUILT_IN_RUNNER, runnerSchema, type Runner } from './runner.ts'

/**
 * el: extract and load · etl: also maps in flight · elt: also transforms after the load · meltano: by
 * `meltano run`.
 */
export const PIPELINE_TYPES = ['el', 'etl', 'elt', 'meltano'] as const
export type PipelineType = (typeof PIPELINE_TYPES)[number]

/** How long a discovered catalogue is reused by default. */
export const DEFAULT_CATALOG_MAX_AGE_HOURS = 24

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

const percentObjective = z
  .number()
  .min(MIN_OBJECTIVE, `At least ${MIN_OBJECTIVE}%.`)
  .max(MAX_OBJECTIVE, `At most ${MAX_OBJECTIVE}%.`)
  .nullable()

/** Reference to a plugin: `name` or `type:name`. */
export const pluginRef = z.string().trim().max(255)

const pipelineBody = {
  name: nameSchema('Enter a name for the pipeline.', 255),
  description: z.string().max(10_000),
  /** "" only if Meltano performs the pipeline. */
  extractor: pluginRef,
  loader: pluginRef,
  /** In-flight transformers, in order. */
  mappers: z.array(pluginRef.min(1)).max(20),
  /** Post-load transformer, "" for none: `plugin` or `plugin:command`. */
  transform: pluginRef,
  /** Overlays the settings of the pipeline's plugins, keyed by plugin name. */
  config: z.record(z.string(), jsonObjectSchema),
  /** Five-field cron expression, "" for none. */
  schedule: z.string().trim().max(100),
  /** IANA name. */
  timezone: z.string().max(100),
  /** How to handle ticks that could not start in time. */
  missedTicks: z.enum(MISSED_TICK_POLICIES),
  /** Number of attempts after the first one failed; 0 for none. */
  retryAttempts: z.number().int().min(0).max(10, 'At most 10 attempts.'),
  /** Delay before the second attempt; doubled for each further one, up to an hour. */
  retryDelaySeconds: z.number().int().min(1, 'At least 1 second.').max(3600, 'At most 1 hour.'),
  /** Kinds of failures that are retried. */
  retryOn: z.array(z.enum(RETRIED_OUTCOMES)).min(1, 'Choose at least one kind of failure.').max(3),
  /** Spreads equal ticks of many pipelines over this many seconds; 0 starts all at once. */
  startWindowSeconds: z.number().int().min(0).max(86_400, 'At most 1 day.'),
  /** Priority of its executions unless they have their own. */
  priority: prioritySchema,
  /** Labels that a worker must have to execute it. Only administrators change them. */
  requiredLabels: requiredLabelsSchema,
  isActive: z.boolean(),
  tags: tagsSchema,
  /** Limit for the whole execution in seconds; null for none. */
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(30 * 86_400)
    .nullable(),
  /**
   * Time in seconds without a record or log line after which an execution is stopped and fails; null for
   * never.
   */
  silenceTimeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400)
    .nullable(),
  /** How long a discovered catalogue is reused: 0 never, null uses the default. */
  catalogMaxAgeHours: z.number().int().min(0).max(8760, 'At most 1 year (8,760 hours).').nullable(),
  /** Also starts after this pipeline has succeeded. */
  after: z.uuid('Choose a pipeline.').nullable(),
  /** The person or team that looks after it; "" for none. */
  owner: optionalNameSchema(100).transform((name) => name.trim()),
  /** Maximum age of the last loaded data; null for no target. */
  freshnessTargetSeconds: z
    .number()
    .int()
    .min(MIN_TARGET_SECONDS, 'At least 1 minute.')
    .max(MAX_TARGET_SECONDS, 'At most 1 year.')
    .nullable(),
  /** Share of its executions that must succeed, in per cent; null for no objective. */
  successObjective: percentObjective,
  /**
   * Share of time in which its data must be within the freshness target, in per cent; null for no objective.
   */
  freshnessObjective: percentObjective,
  /** Number of days that the objectives cover. */
  objectiveDays: z
    .number()
    .int()
    .min(MIN_OBJECTIVE_DAYS, `At least ${MIN_OBJECTIVE_DAYS} days.`)
    .max(MAX_OBJECTIVE_DAYS, `At most ${MAX_OBJECTIVE_DAYS} days.`),
  /**
   * The runner that performs it. Only administrators change it, because it names programs and folders of the
   * server.
   */
  runner: runnerSchema,
}

export const pipelineCreateSchema = z.strictObject({
  ...pipelineBody,
  description: pipelineBody.description.default(''),
  extractor: pipelineBody.extractor.default(''),
  loader: pipelineBody.loader.default(''),
  mappers: pipelineBody.mappers.default([]),
  transform: pipelineBody.transform.default(''),
  config: pipelineBody.config.default({}),
  schedule: pipelineBody.schedule.default(''),
  timezone: pipelineBody.timezone.default('UTC'),
  missedTicks: pipelineBody.missedTicks.default('once'),
  retryAttempts: pipelineBody.retryAttempts.default(0),
  retryDelaySeconds: pipelineBody.retryDelaySeconds.default(60),
  retryOn: pipelineBody.retryOn.default([...RETRIED_OUTCOMES]),
  startWindowSeconds: pipelineBody.startWindowSeconds.default(0),
  priority: pipelineBody.priority.default('normal'),
  requiredLabels: pipelineBody.requiredLabels.default([]),
  isActive: pipelineBody.isActive.default(true),
  tags: pipelineBody.tags.default([]),
  timeoutSeconds: pipelineBody.timeoutSeconds.default(null),
  silenceTimeoutSeconds: pipelineBody.silenceTimeoutSeconds.default(null),
  catalogMaxAgeHours: pipelineBody.catalogMaxAgeHours.default(null),
  after: pipelineBody.after.default(null),
  owner: pipelineBody.owner.default(''),
  freshnessTargetSeconds: pipelineBody.freshnessTargetSeconds.default(null),
  successObjective: pipelineBody.successObjective.default(null),
  freshnessObjective: pipelineBody.freshnessObjective.default(null),
  objectiveDays: pipelineBody.objectiveDays.default(USUAL_OBJECTIVE_DAYS),
  runner: pipelineBody.runner.default(BUILT_IN_RUNNER),
})
export type PipelineCreate = z.output<typeof pipelineCreateSchema>
export type PipelineCreateInput = z.input<typeof pipelineCreateSchema>

export const pipelinePatchSchema = z.strictObject({
  ...z.object(pipelineBody).partial().shape,
  /** The edited version of the document; a stale one returns 409 with the current document. */
  version: z.number().int(),
})
export type PipelinePatch = z.infer<typeof pipelinePatchSchema>

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
