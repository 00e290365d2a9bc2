import * as z from 'zod'

import { SHORTFALLS, EXECUTION_STATUSES, RETRIED_OUTCOMES } from '../executions/execution-status.ts'
import { prioritySchema } from '../executions/priority.ts'
import { jsonObjectSchema } from '../json/json.ts'
import { MISSED_TICK_POLICIES } from './schedule.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { nameSchema, optionalNameSchema, tagsSchema } from '../core/name.ts'
import { FRESHNESS_STATES, MOST_TARGET_SECONDS, SHORTEST_TARGET_SECONDS } from './freshness.ts'
import {
  LEAST_OBJECTIVE,
  LEAST_OBJECTIVE_DAYS,
  MOST_OBJECTIVE,
  MOST_OBJECTIVE_DAYS,
  objectiveFiguresSchema,
  USUAL_OBJECTIVE_DAYS,
} from './objectives.ts'
import { OWN_RUNNER, runnerSchema, type Runner } from './runner.ts'

/** el: extract and load · etl: also maps in flight · elt: also transforms after the load · meltano: by `meltano run`. */
export const PIPELINE_TYPES = ['el', 'etl', 'elt', 'meltano'] as const
export type PipelineType = (typeof PIPELINE_TYPES)[number]

/** How long a discovered catalogue serves when the pipeline does not say. */
export const DEFAULT_CATALOG_MAX_AGE_HOURS = 24

/** The type follows from the parts (decision 12). */
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
  .min(LEAST_OBJECTIVE, `At least ${LEAST_OBJECTIVE}%.`)
  .max(MOST_OBJECTIVE, `At most ${MOST_OBJECTIVE}%.`)
  .nullable()

/** Names a plugin: `name` or `type:name`. */
export const pluginRef = z.string().trim().max(255)

const pipelineBody = {
  name: nameSchema('Enter a name for the pipeline.', 255),
  description: z.string().max(10_000),
  /** "" only where Meltano performs the pipeline. */
  extractor: pluginRef,
  loader: pluginRef,
  /** In-flight transformers, in order. */
  mappers: z.array(pluginRef.min(1)).max(20),
  /** Post-load transformer, "" for none. `plugin` or `plugin:command`. */
  transform: pluginRef,
  /** Overlays the settings of the pipeline's plugins, keyed by plugin name. */
  config: z.record(z.string(), jsonObjectSchema),
  /** Five-field cron expression, "" for none. */
  schedule: z.string().trim().max(100),
  /** IANA name. */
  timezone: z.string().max(100),
  /** What happens to ticks that could not start in time. */
  missedTicks: z.enum(MISSED_TICK_POLICIES),
  /** Attempts after the first one failed; 0 for none. */
  retryAttempts: z.number().int().min(0).max(10, 'At most 10 attempts.'),
  /** Before the second attempt; doubled for each one after it, up to an hour. */
  retryDelaySeconds: z.number().int().min(1, 'At least 1 second.').max(3600, 'At most 1 hour.'),
  /** Which failures are tried again. */
  retryOn: z.array(z.enum(RETRIED_OUTCOMES)).min(1, 'Choose at least one kind of failure.').max(3),
  /** Equal ticks of many pipelines are spread over this many seconds; 0 = all at once. */
  startWindowSeconds: z.number().int().min(0).max(86_400, 'At most 1 day.'),
  /** With which its executions wait, unless they are given another one. */
  priority: prioritySchema,
  /** Only a worker with all of these labels executes it. Only administrators change them. */
  requiredLabels: requiredLabelsSchema,
  isActive: z.boolean(),
  tags: tagsSchema,
  /** Whole-execution limit in seconds, null for none. */
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(30 * 86_400)
    .nullable(),
  /** An execution without a record or a log line for this long is stopped and fails; null for never. */
  silenceTimeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400)
    .nullable(),
  /** How long a discovered catalogue serves before the extractor is asked again: 0 = never, null = the default. */
  catalogMaxAgeHours: z.number().int().min(0).max(8760, 'At most 1 year (8,760 hours).').nullable(),
  /** Starts when this pipeline has succeeded, too. */
  after: z.uuid('Choose a pipeline.').nullable(),
  /** The person or team that looks after it, "" for none. */
  owner: optionalNameSchema(100).transform((name) => name.trim()),
  /** How old the last loaded data may be, null for no target. */
  freshnessTargetSeconds: z
    .number()
    .int()
    .min(SHORTEST_TARGET_SECONDS, 'At least 1 minute.')
    .max(MOST_TARGET_SECONDS, 'At most 1 year.')
    .nullable(),
  /** How many of its executions are to succeed, in per cent; null for no objective. */
  successObjective: percentObjective,
  /** How much of the time its data are to be within the freshness target, in per cent; null for no objective. */
  freshnessObjective: percentObjective,
  /** The days that the objectives are about. */
  objectiveDays: z
    .number()
    .int()
    .min(LEAST_OBJECTIVE_DAYS, `At least ${LEAST_OBJECTIVE_DAYS} days.`)
    .max(MOST_OBJECTIVE_DAYS, `At most ${MOST_OBJECTIVE_DAYS} days.`),
  /** What performs it. Only administrators change it: it names programs and folders of the server. */
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
  runner: pipelineBody.runner.default(OWN_RUNNER),
})
export type PipelineCreate = z.output<typeof pipelineCreateSchema>
export type PipelineCreateInput = z.input<typeof pipelineCreateSchema>

export const pipelinePatchSchema = z.strictObject({
  ...z.object(pipelineBody).partial().shape,
  /** The version of the document that was edited; a stale one is 409 with the current document. */
  version: z.number().int(),
})
export type PipelinePatch = z.infer<typeof pipelinePatchSchema>

/** One bar of the last-executions strip, oldest first. */
export const stripBarSchema = z.object({
  id: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  durationSeconds: z.number().nullable(),
  /** Null: not known. */
  recordsProcessed: z.number().nullable(),
  shortfall: z.enum(SHORTFALLS).nullable(),
  queuedAt: z.string(),
})
export type StripBar = z.infer<typeof stripBarSchema>

/** The last execution, as cards and headers show it. */
export const lastExecutionSchema = z.object({
  id: z.string(),
  status: z.enum(EXECUTION_STATUSES),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  /** Null: not known. */
  recordsProcessed: z.number().nullable(),
  shortfall: z.enum(SHORTFALLS).nullable(),
  errorMessage: z.string().nullable(),
  cancelRequestedAt: z.string().nullable(),
})
export type LastExecution = z.infer<typeof lastExecutionSchema>

/** A pipeline as lists show it. */
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
  /** The template that it was made from, and the version of it that it has. */
  template: z
    .object({
      id: z.string(),
      version: z.number(),
      /** In lists only, as the next. */
      name: z.string().exactOptional(),
      /** The present version of the template. */
      newest: z.number().exactOptional(),
    })
    .nullable(),
  /** When an execution last loaded everything that the pipeline loads. */
  loadedAt: z.string().nullable(),
  /** When that is, or was, older than the target; null without one. */
  staleAt: z.string().nullable(),
  /** Of the last 30 ended executions, from 0 to 1; cancelled ones do not count. */
  successRate: z.number().nullable(),
  /** 95 of 100 of their successes took at most this long. */
  p95Seconds: z.number().nullable(),
  /** How that came about, oldest first: each value is of as many successes, the last of the newest. Only if asked for. */
  p95Trend: z.array(z.number()).exactOptional(),
  /** How its objectives stand. Only if asked for. */
  objectives: z.array(objectiveFiguresSchema).exactOptional(),
  lastExecution: lastExecutionSchema.nullable(),
  /** At most the last 30 executions, oldest first. */
  strip: z.array(stripBarSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
  version: z.number(),
})
export type PipelineSummary = z.infer<typeof pipelineSummarySchema>

/** What the end of an execution changes of its pipeline. */
export type PipelineStanding = Pick<PipelineSummary, 'loadedAt' | 'staleAt' | 'successRate' | 'p95Seconds'>

/** How fresh the data of all pipelines are. */
export const freshnessSchema = z.object({
  counts: z.record(z.enum(FRESHNESS_STATES), z.number()),
  /** The longest overdue ones. */
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

/** A pipeline whole. Secret values in `config` are `{"$secret": true}`. */
export const pipelineSchema = z.object({
  ...pipelineSummarySchema.shape,
  config: z.record(z.string(), jsonObjectSchema),
  timeoutSeconds: z.number().nullable(),
  silenceTimeoutSeconds: z.number().nullable(),
  catalogMaxAgeHours: z.number().nullable(),
  /** Id of the pipeline after whose success it starts. */
  after: z.string().nullable(),
  /** What performs it. */
  runner: runnerSchema,
  missedTicks: z.enum(MISSED_TICK_POLICIES),
  retryAttempts: z.number(),
  retryDelaySeconds: z.number(),
  retryOn: z.array(z.enum(RETRIED_OUTCOMES)),
  startWindowSeconds: z.number(),
  priority: prioritySchema,
  /** Only a worker with all of these labels executes it. */
  requiredLabels: z.array(z.string()),
  createdBy: z
    .object({
      id: z.string(),
      name: z.string(),
    })
    .nullable(),
  /** Settings that no definition of the plugin names: allowed, but worth a look. */
  warnings: z.array(z.string()),
  /** Fields that are damaged in the database and show nothing; setting one again heals it. Left out when none is. */
  damaged: z.array(z.string()).optional(),
})
export type Pipeline = z.infer<typeof pipelineSchema>

/** The streams that a pipeline's extractor offers, with the present configuration and selection. */
export const pipelineStreamsSchema = z.object({
  /** Null: nothing was discovered yet with this configuration, or the extractor has no catalogue. */
  streams: z
    .array(
      z.object({
        name: z.string(),
        selected: z.boolean(),
      }),
    )
    .nullable(),
  /** When the extractor said so; null with `streams`. */
  discoveredAt: z.string().nullable(),
  /** False: this extractor gives no catalogue, so that streams cannot be chosen. */
  hasCatalog: z.boolean(),
  /** Rules of the selection that match nothing in the catalogue. */
  warnings: z.array(z.string()),
})
export type PipelineStreams = z.infer<typeof pipelineStreamsSchema>
