import type { MissedTickPolicy } from '@flx/shared/pipelines/schedule'

import { TICK_WORDS } from './tick-words.ts'
import { lastTicks, nextTick, scheduleProblem, ticksBetween, timezoneProblem } from './schedule.ts'

/** A tick later than this was missed: the server was off or suspended, or its clock was set forward. */
const LATE_MS = 60_000
/** At most this many missed ticks are considered, newest first. */
const MAX_MISSED = 100

/** Returns the time before which a tick that is still due is late; none is late while all schedules are paused. */
export const lateBefore = (now: Date, areAllPaused = false): string =>
  areAllPaused ? '' : new Date(now.getTime() - LATE_MS).toISOString()

/** Whether a tick waits its turn, because ticks are caught up one after another. */
export const waitsItsTurn = (missedTicks: string, lastStatus: string | null): boolean =>
  missedTicks === 'all' && (lastStatus === 'pending' || lastStatus === 'running')

interface ScheduleSettings {
  schedule: string
  timezone: string
  isActive: boolean
  archivedAt: string | null
}

/** Whether an edit keeps the next tick. Otherwise it is planned again from now, and nothing is caught up. */
export const keepsTicks = (before: ScheduleSettings, after: ScheduleSettings): boolean =>
  before.schedule === after.schedule &&
  before.timezone === after.timezone &&
  before.isActive === after.isActive &&
  before.archivedAt === after.archivedAt

export interface DueSchedule {
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  /** The due tick. */
  dueAt: string
  /** Ticks up to this one are caught up one after another. */
  catchUpUntil: string | null
}

export interface TickPlan {
  /** Recorded without an execution. */
  missed: { dueAt: string; reason: string }[]
  /** The tick that gets an execution, unless one is unfinished. */
  enqueue: string | null
  /** Waits for an unfinished execution instead of skipping the tick. */
  waits: boolean
  /** The next tick; null for none. */
  nextDueAt: string | null
  catchUpUntil: string | null
}

/**
 * Plans the ticks of a due schedule at `now`. Pure: equal inputs give equal plans. A schedule that is damaged in the database
 * has no ticks until it is set again.
 */
export function planTicks(due: DueSchedule, now: Date): TickPlan {
  try {
    return plan(due, now)
  } catch (error) {
    const problem = scheduleProblem(due.schedule) ?? timezoneProblem(due.timezone)
    if (problem === null) throw error
    const missed = [{ dueAt: due.dueAt, reason: TICK_WORDS.damaged(problem) }]
    return { missed, enqueue: null, waits: false, nextDueAt: null, catchUpUntil: null }
  }
}

function plan(due: DueSchedule, now: Date): TickPlan {
  const { schedule, timezone, missedTicks, dueAt } = due
  const ticks = dueTicks(due, now)
  const last = ticks.at(-1) ?? new Date(dueAt)
  const next = nextTick(schedule, timezone, last)?.toISOString() ?? null
  const isLate = (tick: Date) => now.getTime() - tick.getTime() > LATE_MS
  const dropped = ticks[0] !== undefined && ticks[0] > new Date(dueAt) ? [new Date(dueAt)] : []

  if (missedTicks === 'all' && (ticks.length > 1 || isLate(last) || isCaughtUp(due, ticks[0]))) {
    const [first = last, second] = ticks
    return {
      missed: dropped.map((tick) => missedTick(tick, TICK_WORDS.tooMany(MAX_MISSED))),
      enqueue: first.toISOString(),
      waits: true,
      nextDueAt: second?.toISOString() ?? next,
      catchUpUntil: second === undefined ? null : last.toISOString(),
    }
  }
  const fires = missedTicks === 'skip' ? !isLate(last) : true
  const earlier = [...dropped, ...ticks.slice(0, -1), ...(fires ? [] : [last])]
  const reason = fires ? TICK_WORDS.replaced(last.toISOString()) : TICK_WORDS.tooLate
  return {
    missed: earlier.map((tick) => missedTick(tick, reason)),
    enqueue: fires ? last.toISOString() : null,
    waits: false,
    nextDueAt: next,
    catchUpUntil: null,
  }
}

/**
 * Returns the due ticks, oldest first, limited to the newest `MAX_MISSED`. The stored tick counts whatever the pattern says.
 */
function dueTicks({ schedule, timezone, dueAt }: DueSchedule, now: Date): Date[] {
  const stored = new Date(dueAt)
  const later = ticksBetween(schedule, timezone, stored, now, MAX_MISSED)
  if (later.length < MAX_MISSED) return [stored, ...later]
  // Backwards from now; forwards, a month of minutes would take seconds.
  return lastTicks(schedule, timezone, now, MAX_MISSED)
}

const isCaughtUp = ({ catchUpUntil }: DueSchedule, tick: Date | undefined): boolean =>
  catchUpUntil !== null && tick !== undefined && tick <= new Date(catchUpUntil)

const missedTick = (tick: Date, reason: string) => ({ dueAt: tick.toISOString(), reason })
