import { scheduleProblem, ticksBetween, timezoneProblem } from './schedule.ts'

const HOUR_MS = 3_600_000
/** More than a week of minutes. */
const MAX_TICKS = 20_000
/** Most ticks cached across all schedules, at eight bytes each. */
const MAX_REMEMBERED = 200_000

const known = new Map<string, readonly number[]>()
let remembered = 0

/**
 * Returns the ticks after `from` and up to `to`, a week at most, in milliseconds since 1970. Computing them for thousands of
 * schedules takes half a second, and every open page asks for the same day, so whole hours are computed once and cached.
 */
export function knownTicks(schedule: string, timezone: string, from: Date, to: Date): number[] {
  const [start, end] = [from.getTime(), to.getTime()]
  const ticks = ofHours(schedule, timezone, Math.floor(start / HOUR_MS), Math.ceil(end / HOUR_MS))
  return ticks.filter((tick) => tick > start && tick <= end)
}

function ofHours(schedule: string, timezone: string, first: number, last: number): readonly number[] {
  const key = `${first} ${last} ${timezone} ${schedule}`
  const before = known.get(key)
  if (before !== undefined) return before
  // A tick belongs to the second that it names, so a second before the hour is early enough.
  const [from, to] = [new Date(first * HOUR_MS - 1000), new Date(last * HOUR_MS)]
  const found = usableTicks(schedule, timezone, from, to)
  const ticks = found.map((tick) => tick.getTime())
  remembered += ticks.length + 1
  if (remembered > MAX_REMEMBERED) {
    known.clear()
    remembered = ticks.length + 1
  }
  known.set(key, ticks)
  return ticks
}

/** Returns no ticks for a damaged schedule, so that it does not break the others. */
function usableTicks(schedule: string, timezone: string, from: Date, to: Date): Date[] {
  try {
    return ticksBetween(schedule, timezone, from, to, MAX_TICKS)
  } catch (error) {
    if (scheduleProblem(schedule) === null && timezoneProblem(timezone) === null) throw error
    return []
  }
}
