import * as z from 'zod'

import { holdSchema } from '../executions/hold.ts'
import { listQuery } from '../core/list.ts'
import { momentSchema } from '../core/moment.ts'

/**
 * How to handle ticks that came due while the server was away. skip: recorded as missed. once: the last one
 * executes, the others are recorded. all: they execute one after the other, up to a limit.
 */
export const MISSED_TICK_POLICIES = ['skip', 'once', 'all'] as const
export type MissedTickPolicy = (typeof MISSED_TICK_POLICIES)[number]

export const TICK_OUTCOMES = ['enqueued', 'skipped', 'missed'] as const
export type TickOutcome = (typeof TICK_OUTCOMES)[number]

/** A due moment of a schedule and its outcome. */
export const tickSchema = z.object({
  pipelineId: z.string(),
  dueAt: z.string(),
  outcome: z.enum(TICK_OUTCOMES),
  /** Why it was skipped or missed. */
  reason: z.string().nullable(),
  executionId: z.string().nullable(),
  recordedAt: z.string(),
})
export type Tick = z.infer<typeof tickSchema>

/** A schedule as shown in lists. */
export const scheduleSchema = z.object({
  pipelineId: z.string(),
  pipelineName: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  missedTicks: z.enum(MISSED_TICK_POLICIES),
  isActive: z.boolean(),
  /** Null while it is inactive. */
  nextDueAt: z.string().nullable(),
  /** Whether it has been due for more than a minute without firing. */
  isLate: z.boolean(),
  lastTick: tickSchema.nullable(),
  /** Spreads its ticks over this many seconds; 0 for none. */
  startWindowSeconds: z.number(),
  /** Version of the pipeline, for pausing or resuming its schedule. */
  version: z.number(),
})
export type Schedule = z.infer<typeof scheduleSchema>

/** A schedule as listed by the API. */
export const listedScheduleSchema = scheduleSchema.extend({
  /** The hold that keeps its executions from starting; its ticks fire nevertheless. */
  hold: holdSchema.nullable(),
})
export type ListedSchedule = z.infer<typeof listedScheduleSchema>

export const SCHEDULE_STATES = ['late', 'active', 'inactive'] as const
export type ScheduleState = (typeof SCHEDULE_STATES)[number]

export const schedulePauseSchema = z.object({
  at: z.string(),
  by: z.string(),
})
export type SchedulePause = z.infer<typeof schedulePauseSchema>

export const scheduleListQuerySchema = z.object({
  ...listQuery,
  search: z.string().max(200).optional(),
  state: z.enum(SCHEDULE_STATES).optional(),
  pipelineId: z.uuid().optional(),
})
export type ScheduleListQuery = z.output<typeof scheduleListQuerySchema>

export const previewQuerySchema = z.object({
  cron: z.string().trim().min(1).max(100),
  timezone: z.string().max(100).default('UTC'),
  count: z.coerce.number().int().min(1).max(50).default(10),
  /** Start of the preview; by default now. */
  from: momentSchema.optional(),
})
export type PreviewQuery = z.output<typeof previewQuerySchema>

/**
 * moved: a fixed time that does not exist on that day (daylight saving starts); it executes right after the
 * gap.
 * skipped: preceding times of a wildcard do not exist on that day and are left out.
 * repeated: a fixed time that occurs twice (daylight saving ends); it executes only the first time.
 * again: the second occurrence of a wildcard's time; it executes both times.
 * offset: the clock was changed since the previous tick.
 */
export const TICK_NOTES = ['moved', 'skipped', 'repeated', 'again', 'offset'] as const
export type TickNote = (typeof TICK_NOTES)[number]

export const previewTickSchema = z.object({
  at: z.string(),
  /** Local time in the time zone: `2027-03-28 03:00`. */
  local: z.string(),
  note: z.enum(TICK_NOTES).nullable(),
})
export type PreviewTick = z.infer<typeof previewTickSchema>
export const schedulePreviewSchema = z.object({
  ticks: z.array(previewTickSchema),
})
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>

export const upcomingQuerySchema = z.object({
  from: momentSchema.optional(),
  to: momentSchema.optional(),
})
export type UpcomingQuery = z.output<typeof upcomingQuerySchema>

/** The upcoming ticks: the first ones individually, and the number per hour. */
export const upcomingTicksSchema = z.object({
  items: z.array(
    z.object({
      pipelineId: z.string(),
      pipelineName: z.string(),
      dueAt: z.string(),
    }),
  ),
  hours: z.array(
    z.object({
      from: z.string(),
      count: z.number(),
      /** Most ticks in one minute of the hour that no start window spreads. */
      peak: z.number(),
      /** That minute. */
      peakAt: z.string(),
    }),
  ),
  /** Maximum number of simultaneous executions on the server. */
  concurrency: z.number(),
  /** Whether there are more ticks than items. */
  truncated: z.boolean(),
})
export type UpcomingTicks = z.infer<typeof upcomingTicksSchema>
