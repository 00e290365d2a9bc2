/** A moment at which a zone's clock changes (daylight saving time and the like). */
export interface ClockChange {
  /** Milliseconds since 1970. */
  at: number
  /** Offset from UTC in milliseconds, before and after the change. */
  before: number
  after: number
}

/** A period, at most a week, with a constant offset from UTC. */
export interface Stretch {
  start: number
  end: number
  offset: number
  /** The change at its start. */
  change: ClockChange | null
}

/** Returns the stretch that contains a moment. */
export function stretchAt(timezone: string, at: number): Stretch {
  const { start, end, before, after, change } = weekAt(timezone, at)
  if (change === null) return { start, end, offset: before, change }
  return at < change.at
    ? { start, end: change.at, offset: before, change: null }
    : { start: change.at, end, offset: after, change }
}

/** Returns the last change up to a moment, if it was at most about a week before. */
export function lastChangeBefore(timezone: string, at: number): ClockChange | null {
  const { start, change } = weekAt(timezone, at)
  return change !== null && change.at <= at ? change : weekAt(timezone, start - 1).change
}

/** Returns the first change from a moment on, if it comes within about a week. */
export function changeFrom(timezone: string, at: number): ClockChange | null {
  const { end, change } = weekAt(timezone, at)
  return change !== null && change.at >= at ? change : weekAt(timezone, end).change
}

/** Returns the zone's wall time, in milliseconds as if it were UTC. */
export const wallTime = (timezone: string, at: number): number => at + stretchAt(timezone, at).offset

/** Returns the moment at which the clock shows a time: the first of two; inside a gap, the moment of the change. */
export function momentOf(timezone: string, wall: number): number {
  // Two guesses, with the offsets of the day before and the day after; they differ only around a change.
  const before = wall - stretchAt(timezone, wall - DAY_MS).offset
  const after = wall - stretchAt(timezone, wall + DAY_MS).offset
  const fitting = [before, after].filter((moment) => wallTime(timezone, moment) === wall)
  // The clock skips this time.
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(before, after)
}

/** Formats the zone's wall time: `2027-03-28 03:00`. */
export const localText = (timezone: string, at: number): string =>
  new Date(wallTime(timezone, at)).toISOString().slice(0, 16).replace('T', ' ')

interface Week {
  start: number
  end: number
  before: number
  after: number
  /** No clock changes twice within a week. */
  change: ClockChange | null
}

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
/** By zone and week: thousands of schedules ask for the same weeks. */
const weeks = new Map<string, Week>()
const MAX_WEEKS = 10_000

function weekAt(timezone: string, at: number): Week {
  const index = Math.floor(at / WEEK_MS)
  const key = `${timezone} ${index}`
  const cached = weeks.get(key)
  if (cached !== undefined) return cached
  const week = readWeek(timezone, index * WEEK_MS)
  if (weeks.size >= MAX_WEEKS) weeks.clear()
  weeks.set(key, week)
  return week
}

function readWeek(timezone: string, start: number): Week {
  const offsetAt = zoneOffset(timezone)
  const end = start + WEEK_MS
  const [before, after] = [offsetAt(start), offsetAt(end)]
  if (before === after) return { start, end, before, after, change: null }
  let [old, changed] = [start, end]
  while (changed - old > 1000) {
    const middle = Math.floor((old + changed) / 2000) * 1000
    if (offsetAt(middle) === before) old = middle
    else changed = middle
  }
  return { start, end, before, after, change: { at: changed, before, after } }
}

/** By zone: creating a format takes longer than a hundred uses of it. There are about 600 zones. */
const zones = new Map<string, (at: number) => number>()

function zoneOffset(timezone: string): (at: number) => number {
  const cached = zones.get(timezone)
  if (cached !== undefined) return cached
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const offset = (at: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
  }
  zones.set(timezone, offset)
  return offset
}
