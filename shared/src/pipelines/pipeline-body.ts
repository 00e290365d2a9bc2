import * as z from 'zod'

import { nameSchema, optionalNameSchema, tagsSchema } from '../core/name.ts'
import { RETRIED_OUTCOMES } from '../executions/execution-status.ts'
import { prioritySchema } from '../executions/priority.ts'
import { jsonObjectSchema } from '../json/json-value-schema.ts'
import { requiredLabelsSchema } from '../nodes/node.ts'
import { MAX_TARGET_SECONDS, MIN_TARGET_SECONDS } from './freshness.ts'
import {
  MAX_OBJECTIVE,
  MAX_OBJECTIVE_DAYS,
  MIN_OBJECTIVE,
  MIN_OBJECTIVE_DAYS,
  USUAL_OBJECTIVE_DAYS,
} from './objectives.ts'
import { BUILT_IN_RUNNER, runnerSchema } from './runner.ts'
import { MISSED_TICK_POLICIES } from './schedule.ts'

/** How long a discovered catalogue is reused by default. */
export const DEFAULT_CATALOG_MAX_AGE_HOURS = 24

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
