import { scheduleProblem, ticksBetween, timezoneProblem } from './schedule.ts'

const HOUR_MS = 3_600_000
/** More than a week of minutes. */
const MAX_TICKS = 20_000
/** Most ticks cached across all schedules, at eight bytes each. */
const MAX_CACHED = 200_000

const cache = new Map<string, readonly number[]>()
let cachedTicks = 0

/**
 * Returns the ticks after `from` and up to `to`, a week at most, in milliseconds since 1970. Computing them for thousands of
 * schedules takes half a second, and every open page asks for the same day, so whole hours are computed once and cached.
 */
export function cachedTicksBetween(schedule: string, timezone: string, from: Date, to: Date): number[] {
  const [start, end] = [from.getTime(), to.getTime()]
  const ticks = ticksOfHours(schedule, timezone, Math.floor(start / HOUR_MS), Math.ceil(end / HOUR_MS))
  return ticks.filter((tick) => tick > start && tick <= end)
}

function ticksOfHours(schedule: string, timezone: string, first: number, last: number): readonly number[] {
  const key = `${first} ${last} ${timezone} ${schedule}`
  const cached = cache.get(key)
  if (cached !== undefined) return cached
  // A tick belongs to the second that it names, so a second before the hour is early enough.
  const [from, to] = [new Date(first * HOUR_MS - 1000), new Date(last * HOUR_MS)]
  const found = usableTicks(schedule, timezone, from, to)
  const ticks = found.map((tick) => tick.getTime())
  cachedTicks += ticks.length + 1
  if (cachedTicks > MAX_CACHED) {
    cache.clear()
    cachedTicks = ticks.length + 1
  }
  cache.set(key, ticks)
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
