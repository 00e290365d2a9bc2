import * as z from 'zod'

import { listQuery } from './list.ts'

/**
 * What happens to ticks that came due while nobody could start them: skip = recorded as missed; once = the last one
 * executes, the others are recorded; all = they execute one after the other, up to a bound.
 */
export const MISSED_TICK_POLICIES = ['skip', 'once', 'all'] as const
export type MissedTickPolicy = (typeof MISSED_TICK_POLICIES)[number]

export const TICK_OUTCOMES = ['enqueued', 'skipped', 'missed'] as const
export type TickOutcome = (typeof TICK_OUTCOMES)[number]

/** One due moment of a schedule and what became of it. */
export interface Tick {
  pipelineId: string
  dueAt: string
  outcome: TickOutcome
  /** Why it was skipped or missed. */
  reason: string | null
  executionId: string | null
  recordedAt: string
}

/** A schedule as the list shows it. */
export interface Schedule {
  pipelineId: string
  pipelineName: string
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  isActive: boolean
  /** Null while it is inactive. */
  nextDueAt: string | null
  /** Due for more than a minute without having fired. */
  isLate: boolean
  lastTick: Tick | null
}

export interface SchedulePause {
  at: string
  by: string
}

export const scheduleListQuerySchema = z.object({ ...listQuery, search: z.string().max(200).optional() })
export type ScheduleListQuery = z.output<typeof scheduleListQuerySchema>

export const previewQuerySchema = z.object({
  cron: z.string().trim().min(1).max(100),
  timezone: z.string().max(100).default('UTC'),
  count: z.coerce.number().int().min(1).max(50).default(10),
  /** After this moment; now without. */
  from: z.iso.datetime().optional(),
})
export type PreviewQuery = z.output<typeof previewQuerySchema>

/**
 * moved: the hour does not exist on that day (daylight saving begins), it executes when the clock goes on.
 * repeated: the hour comes twice (daylight saving ends), it executes the first time only.
 * offset: the clock was changed since the tick before.
 */
export type TickNote = 'moved' | 'repeated' | 'offset'

export interface PreviewTick {
  at: string
  /** On the clock of the time zone: `2027-03-28 03:00`. */
  local: string
  note: TickNote | null
}
export interface SchedulePreview {
  ticks: PreviewTick[]
}

export const upcomingQuerySchema = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
})
export type UpcomingQuery = z.output<typeof upcomingQuerySchema>

/** What is to come: the first ticks one by one, and how many in each hour. */
export interface UpcomingTicks {
  items: { pipelineId: string; pipelineName: string; dueAt: string }[]
  hours: { from: string; count: number }[]
  /** There are more than the items show. */
  truncated: boolean
}
