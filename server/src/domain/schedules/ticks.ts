import type { TickNote } from '@flx/shared/pipelines/schedule'
import { Cron } from 'croner'

import { isFixed } from './fixed-times.ts'
import { lastChangeBefore, changeFrom, stretchAt, type ClockChange } from '../core/zone-clock.ts'

export interface Tick {
  /** Milliseconds since 1970. */
  at: number
  /** The effect of a clock change on it. */
  note: TickNote | null
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Generates the ticks of a schedule after a moment, in order, without end. Planning, previews and the search for missed ticks
 * all use it.
 *
 * A wildcard in the minute or hour matches every moment at which the clock shows a time that it names. All other times tick
 * exactly once: at the first of two occurrences, and right after a gap if the clock skips them, one per minute where there is
 * no other tick.
 */
export function* ticksAfter(schedule: string, timezone: string, from: number): Generator<Tick> {
  const written = writtenTimes(schedule)
  const fixed = isFixed(schedule)
  const wallAfter = (wall: number): number => written.nextRun(new Date(wall))?.getTime() ?? Infinity

  /** Skipped times that still have to tick, and the next slot for one. */
  let movedCount = 0
  let nextSlot = 0
  /** The clock has already shown all times up to this one. */
  let shownUntil = -Infinity
  let leftOut = false

  let stretch = stretchAt(timezone, from)
  let start = from
  let last: { at: number; offset: number } = { at: from, offset: stretch.offset }
  const recent = lastChangeBefore(timezone, from)
  if (recent !== null && from - recent.at <= settlingTime(recent)) {
    applyChange(recent)
    leftOut = false
    if (movedCount > 0) {
      stretch = stretchAt(timezone, recent.at)
      start = recent.at - 1000
    }
  }
  for (;;) {
    const { end, offset } = stretch
    const nextChange = changeFrom(timezone, end)
    let wall = wallAfter(start + offset)
    for (;;) {
      const shownAt = wall - offset
      const isMoved = movedCount > 0 && nextSlot < Math.min(shownAt, end)
      if (!isMoved && shownAt >= end) break
      const at = isMoved ? nextSlot : shownAt
      const note = isMoved ? 'moved' : noteOf(wall, nextChange, offset)
      const isTick = isMoved || !fixed || wall >= shownUntil
      if (isMoved) movedCount -= 1
      if (isTick && at === nextSlot) nextSlot += MINUTE_MS
      if (isTick && at > from) {
        leftOut = false
        last = { at, offset }
        yield { at, note }
      }
      if (!isMoved) wall = wallAfter(wall)
    }
    let next = end
    if (movedCount === 0 && end - last.at > 2 * DAY_MS) {
      if (wall === Infinity) return
      // Nothing is due in between; no zone is as far as two days from UTC.
      next = Math.max(end, wall - 2 * DAY_MS)
    }
    stretch = stretchAt(timezone, next)
    start = next - 1000
    if (stretch.change !== null) applyChange(stretch.change)
  }

  /** Determines what a clock change does to the schedule's times. */
  function applyChange({ at, before, after }: ClockChange): void {
    shownUntil = Math.max(shownUntil, at + before)
    for (let wall = wallAfter(at + before - 1000); wall < at + after; wall = wallAfter(wall)) {
      leftOut = !fixed
      if (leftOut) return
      if (movedCount === 0) nextSlot = Math.ceil((at + after) / MINUTE_MS) * MINUTE_MS - after
      movedCount += 1
    }
  }

  function noteOf(wall: number, nextChange: ClockChange | null, offset: number): TickNote | null {
    if (fixed && nextChange !== null && wall >= nextChange.at + nextChange.after) return 'repeated'
    if (wall < shownUntil) return 'again'
    if (leftOut) return 'skipped'
    return offset === last.offset ? null : 'offset'
  }
}

/** Returns the times that a schedule names on a clock without changes, as if they were UTC. */
export const writtenTimes = (schedule: string): Cron =>
  new Cron(schedule, { mode: '5-part', utcOffset: 0, paused: true })

/**
 * Returns how long after a gap its skipped times can still be ticking. Times without a wildcard leave at least 83 minutes of a
 * day free, and a one-hour gap holds at most 59 of them.
 */
const settlingTime = ({ before, after }: ClockChange): number =>
  Math.ceil(Math.abs(after - before) / HOUR_MS) * DAY_MS
