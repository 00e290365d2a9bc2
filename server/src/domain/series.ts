import type { SeriesUnit } from '@flx/shared/statistics'

import type { Period } from './statistics-store.ts'

export const QUARTER = 15 * 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** Hours up to three days, days up to a quarter of a year, weeks up to two years: at most about a hundred bars. */
export function seriesUnit({ from, to }: Period): SeriesUnit {
  const length = to - from
  if (length <= 3 * DAY + HOUR) return 'hour'
  if (length <= 93 * DAY) return 'day'
  return length <= 731 * DAY ? 'week' : 'month'
}

/**
 * Cuts a period at the hours, days, weeks (from Monday) or months of a time zone. A day is as long as the zone says:
 * 23 or 25 hours when the clocks change. The first and the last part may be shorter.
 */
export function cutPeriod({ from, to }: Period, unit: SeriesUnit, timezone: string): Period[] {
  const wall = wallClock(timezone)
  const parts: Period[] = []
  for (let at = from; at < to;) {
    const next = Math.min(to, Math.max(at + QUARTER, nextStart(at, unit, wall)))
    parts.push({ from: at, to: next })
    at = next
  }
  return parts
}

/** Reads and sets the clock on the wall of a zone; its times are written as milliseconds as if it were UTC. */
interface WallClock {
  read(at: number): number
  /** The moment at which the wall shows this; of two, the first, and after a gap the moment of the change. */
  momentOf(wall: number): number
}

function nextStart(at: number, unit: SeriesUnit, wall: WallClock): number {
  const now = wall.read(at)
  // Hours are counted from the moment itself: a repeated hour is two bars.
  if (unit === 'hour') return at + HOUR - (((now % HOUR) + HOUR) % HOUR)
  const date = new Date(now)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (unit === 'month') return wall.momentOf(Date.UTC(year, month + 1, 1))
  const days = unit === 'day' ? 1 : 7 - ((date.getUTCDay() + 6) % 7)
  return wall.momentOf(Date.UTC(year, month, day + days))
}

function wallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const read = (at: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  const offsets = new Map<number, number>()
  const weekOffset = (week: number): number => {
    const known = offsets.get(week)
    if (known !== undefined) return known
    const offset = read(week * WEEK) - week * WEEK
    offsets.set(week, offset)
    return offset
  }
  // Reading the wall costs much more than adding; clocks are never changed twice within a week.
  const offsetAt = (at: number): number => {
    const week = Math.floor(at / WEEK)
    const offset = weekOffset(week)
    return offset === weekOffset(week + 1) ? offset : read(at) - at
  }
  return {
    read: (at) => at + offsetAt(at),
    momentOf(wall) {
      // Two guesses with the offsets of the day before and the day after; only a change of the clocks makes them differ.
      const before = wall - offsetAt(wall - DAY)
      const after = wall - offsetAt(wall + DAY)
      if (before === after) return before
      const fitting = [before, after].filter((moment) => read(moment) === wall)
      if (fitting.length > 0) return Math.min(...fitting)
      // The wall never shows it: the clocks are put forward over it. By the old offset it is the moment of the change.
      return Math.max(before, after)
    },
  }
}
