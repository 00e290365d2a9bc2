import * as z from 'zod'

import { totalSchema } from '../core/list.ts'
import { momentSchema } from '../core/moment.ts'
import { schedulePauseSchema } from '../pipelines/schedule.ts'

export const wallQuerySchema = z.object({
  /** Counts executions queued since then, by default for the last day. Rounded down to a quarter hour. */
  since: momentSchema.optional(),
})
export type WallQuery = z.output<typeof wallQuerySchema>

/**
 * The number of active pipelines that had executed before a moment, and of those whose last execution did not
 * fail.
 */
const healthSchema = z.object({ at: z.string(), healthy: z.number(), total: z.number() })
export type Health = z.infer<typeof healthSchema>

/** Median duration of the last successes in seconds; null if too few are known. */
const usualSeconds = z.number().nullable()

/** The content of a wall display at one moment: total counts and the first items of each list. */
export const wallSchema = z.object({
  at: z.string(),
  health: healthSchema,
  /** The health at each full hour of the last day, oldest first. */
  healthBefore: z.array(healthSchema),
  since: z.object({ from: z.string(), executions: z.number(), failed: z.number() }),
  failing: z.object({
    total: z.number(),
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        plugin: z.string(),
        version: z.string(),
        /** Number of pipelines that have not succeeded since. */
        pipelines: z.number(),
        /** The user who looks after it. */
        assignee: z.string().nullable(),
        isAcknowledged: z.boolean(),
      }),
    ),
  }),
  stale: z.object({
    total: z.number(),
    /** Number of active pipelines with a freshness target. */
    targets: z.number(),
    items: z.array(
      z.object({
        pipelineId: z.string(),
        pipelineName: z.string(),
        /** Null: it never loaded. */
        loadedAt: z.string().nullable(),
        targetSeconds: z.number(),
      }),
    ),
  }),
  running: z.object({
    total: z.number(),
    waiting: z.number(),
    items: z.array(
      z.object({
        id: z.string(),
        pipelineName: z.string(),
        startedAt: z.string(),
        isCancelling: z.boolean(),
        usualSeconds,
      }),
    ),
  }),
  late: z.object({
    total: totalSchema,
    items: z.array(z.object({ pipelineId: z.string(), pipelineName: z.string(), dueAt: z.string() })),
  }),
  nextHour: z.object({
    total: z.number(),
    /** Peak of simultaneous executions, as far as usual durations are known. */
    peak: z.number(),
    items: z.array(
      z.object({ pipelineId: z.string(), pipelineName: z.string(), dueAt: z.string(), usualSeconds }),
    ),
  }),
  /** Set if all schedules are paused. */
  pause: schedulePauseSchema.nullable(),
  /** Set if all pipelines are held. */
  hold: z.object({ reason: z.string(), at: z.string() }).nullable(),
})
export type Wall = z.infer<typeof wallSchema>
