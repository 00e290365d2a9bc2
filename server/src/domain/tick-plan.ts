import type { MissedTickPolicy } from '@flx/shared/schedule'

import { lastTicks, nextTick, ticksBetween } from './schedule.ts'

/** A tick that is later than this was missed: the server was away, asleep or its clock was set forward. */
export const LATE_MS = 60_000
/** Of the ticks that were missed in a row so many are looked at, the newest ones. */
export const MOST_MISSED = 100

export interface DueSchedule {
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  /** The tick that is due. */
  dueAt: string
  /** Ticks up to here are caught up one after the other. */
  catchUpUntil: string | null
}

export interface TickPlan {
  /** Recorded without an execution. */
  missed: { dueAt: string; reason: string }[]
  /** Gets an execution, unless one is unfinished. */
  enqueue: string | null
  /** An unfinished execution is waited for instead of skipping the tick. */
  waits: boolean
  /** What is due next; null for never again. */
  nextDueAt: string | null
  catchUpUntil: string | null
}

/** What to do at `now` with a schedule whose tick is due. Pure: the same twice gives the same. */
export function planTicks(due: DueSchedule, now: Date): TickPlan {
  const { schedule, timezone, missedTicks, dueAt } = due
  const ticks = dueTicks(due, now)
  const last = ticks.at(-1) ?? new Date(dueAt)
  const next = nextTick(schedule, timezone, last)?.toISOString() ?? null
  const isLate = (tick: Date) => now.getTime() - tick.getTime() > LATE_MS
  const forgotten = ticks[0] !== undefined && ticks[0] > new Date(dueAt) ? [new Date(dueAt)] : []

  if (missedTicks === 'all' && (ticks.length > 1 || isLate(last) || isCaughtUp(due, ticks[0]))) {
    const [first = last, second] = ticks
    return {
      missed: forgotten.map((tick) => recorded(tick, `More than ${MOST_MISSED} ticks were missed.`)),
      enqueue: first.toISOString(),
      waits: true,
      nextDueAt: second?.toISOString() ?? next,
      catchUpUntil: second === undefined ? null : last.toISOString(),
    }
  }
  const fires = missedTicks === 'skip' ? !isLate(last) : true
  const earlier = [...forgotten, ...ticks.slice(0, -1), ...(fires ? [] : [last])]
  const why = fires ? `The tick of ${last.toISOString()} stands for it.` : 'Nothing could start it in time.'
  return {
    missed: earlier.map((tick) => recorded(tick, why)),
    enqueue: fires ? last.toISOString() : null,
    waits: false,
    nextDueAt: next,
    catchUpUntil: null,
  }
}

/** The due ticks, oldest first, at most the newest `MOST_MISSED`. The stored one counts whatever the pattern says. */
function dueTicks({ schedule, timezone, dueAt }: DueSchedule, now: Date): Date[] {
  const stored = new Date(dueAt)
  const later = ticksBetween(schedule, timezone, stored, now, MOST_MISSED)
  if (later.length < MOST_MISSED) return [stored, ...later]
  // Backwards from now: forwards a month of minutes would take seconds.
  return lastTicks(schedule, timezone, now, MOST_MISSED)
}

const isCaughtUp = ({ catchUpUntil }: DueSchedule, tick: Date | undefined): boolean =>
  catchUpUntil !== null && tick !== undefined && tick <= new Date(catchUpUntil)

const recorded = (tick: Date, reason: string) => ({ dueAt: tick.toISOString(), reason })
