import type { TickNote } from '@flx/shared/pipelines/schedule'
import { Cron } from 'croner'

import { isFixed } from './fixed-times.ts'
import { changeBefore, changeFrom, stretchAt, type ClockChange } from '../core/zone-clock.ts'

export interface Tick {
  /** Milliseconds since 1970. */
  at: number
  /** The effect of a change of the clock on it. */
  note: TickNote | null
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * The ticks of a schedule after a moment, in their order, without an end: all that plans, previews or looks for missed
 * ones takes them from here.
 *
 * A wildcard in the minute or the hour is true of every moment at which the clock shows a time that it names. All
 * other times are kept once each: at the first of two, and right after a gap when the clock leaves them out, one a
 * minute where no other tick is.
 */
export function* ticksAfter(schedule: string, timezone: string, from: number): Generator<Tick> {
  const written = writtenTimes(schedule)
  const fixed = isFixed(schedule)
  const wallAfter = (wall: number): number => written.nextRun(new Date(wall))?.getTime() ?? Infinity

  /** Left out by the clock and still to be kept, and the next place for one. */
  let moved = 0
  let place = 0
  /** Up to this time of the clock all times were shown before. */
  let shownUntil = -Infinity
  let leftOut = false

  let stretch = stretchAt(timezone, from)
  let start = from
  let last: { at: number; offset: number } = { at: from, offset: stretch.offset }
  const recent = changeBefore(timezone, from)
  if (recent !== null && from - recent.at <= settlingTime(recent)) {
    meet(recent)
    leftOut = false
    if (moved > 0) {
      stretch = stretchAt(timezone, recent.at)
      start = recent.at - 1000
    }
  }
  for (;;) {
    const { end, offset } = stretch
    const coming = changeFrom(timezone, end)
    let wall = wallAfter(start + offset)
    for (;;) {
      const shownAt = wall - offset
      const isMoved = moved > 0 && place < Math.min(shownAt, end)
      if (!isMoved && shownAt >= end) break
      const at = isMoved ? place : shownAt
      const note = isMoved ? 'moved' : noteOf(wall, coming, offset)
      const isKept = isMoved || !fixed || wall >= shownUntil
      if (isMoved) moved -= 1
      if (isKept && at === place) place += MINUTE_MS
      if (isKept && at > from) {
        leftOut = false
        last = { at, offset }
        yield { at, note }
      }
      if (!isMoved) wall = wallAfter(wall)
    }
    let next = end
    if (moved === 0 && end - last.at > 2 * DAY_MS) {
      if (wall === Infinity) return
      // Nothing is due in between. The clock of no zone is as far as two days from UTC.
      next = Math.max(end, wall - 2 * DAY_MS)
    }
    stretch = stretchAt(timezone, next)
    start = next - 1000
    if (stretch.change !== null) meet(stretch.change)
  }

  /** Works out what a change of the clock does to the times of the schedule. */
  function meet({ at, before, after }: ClockChange): void {
    shownUntil = Math.max(shownUntil, at + before)
    for (let wall = wallAfter(at + before - 1000); wall < at + after; wall = wallAfter(wall)) {
      leftOut = !fixed
      if (leftOut) return
      if (moved === 0) place = Math.ceil((at + after) / MINUTE_MS) * MINUTE_MS - after
      moved += 1
    }
  }

  function noteOf(wall: number, coming: ClockChange | null, offset: number): TickNote | null {
    if (fixed && coming !== null && wall >= coming.at + coming.after) return 'repeated'
    if (wall < shownUntil) return 'again'
    if (leftOut) return 'skipped'
    return offset === last.offset ? null : 'offset'
  }
}

/** The times that a schedule names, on a clock that is never changed. They are read as if they were UTC. */
export const writtenTimes = (schedule: string): Cron =>
  new Cron(schedule, { mode: '5-part', utcOffset: 0, paused: true })

/**
 * How long times may be kept after the gap that left them out. Times that are not a wildcard leave at least 83 minutes
 * of a day free, and a gap of an hour holds at most 59 of them.
 */
const settlingTime = ({ before, after }: ClockChange): number =>
  Math.ceil(Math.abs(after - before) / HOUR_MS) * DAY_MS
