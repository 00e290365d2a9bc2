import * as z from 'zod'

import { totalSchema } from '../core/list.ts'
import { momentSchema } from '../core/moment.ts'
import { schedulePauseSchema } from '../pipelines/schedule.ts'

export const wallQuerySchema = z.object({
  /** Executions queued since then are counted; a day back without one. Rounded down to a quarter of an hour. */
  since: momentSchema.optional(),
})
export type WallQuery = z.output<typeof wallQuerySchema>

/** Active pipelines that executed before a moment, and how many of them did not fail last. */
const healthSchema = z.object({ at: z.string(), healthy: z.number(), total: z.number() })
export type Health = z.infer<typeof healthSchema>

/** Seconds that the last successes took (median); null where too few are known to say it. */
const usualSeconds = z.number().nullable()

/** What a display on a wall shows, as of one moment: counts of all, and the first of each list. */
export const wallSchema = z.object({
  at: z.string(),
  health: healthSchema,
  /** The same at each full hour of the last day, oldest first. */
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
        /** Pipelines that have not succeeded since. */
        pipelines: z.number(),
        /** Who looks after it. */
        assignee: z.string().nullable(),
        isAcknowledged: z.boolean(),
      }),
    ),
  }),
  stale: z.object({
    total: z.number(),
    /** Active pipelines with a freshness target. */
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
    /** Executions at once, as far as their usual durations are known. */
    peak: z.number(),
    items: z.array(
      z.object({ pipelineId: z.string(), pipelineName: z.string(), dueAt: z.string(), usualSeconds }),
    ),
  }),
  /** All schedules are paused. */
  pause: schedulePauseSchema.nullable(),
  /** All pipelines are held, and why. */
  hold: z.object({ reason: z.string(), at: z.string() }).nullable(),
})
export type Wall = z.infer<typeof wallSchema>
