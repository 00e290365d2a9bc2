import { ticksBetween } from './schedule.ts'

const HOUR_MS = 3_600_000
/** More than a week of minutes. */
const MOST_TICKS = 20_000
/** Milliseconds since 1970 take eight bytes each; of all schedules together at most so many are remembered. */
const MOST_REMEMBERED = 200_000

const known = new Map<string, readonly number[]>()
let remembered = 0

/**
 * The ticks after `from` and up to `to`, a week at most, in milliseconds since 1970. Working out those of thousands of
 * schedules takes half a second, and every open page asks for the same day: whole hours are worked out once and
 * remembered.
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
  // A tick belongs to the second that it names, so that one before the hour is early enough.
  const [from, to] = [new Date(first * HOUR_MS - 1000), new Date(last * HOUR_MS)]
  const ticks = ticksBetween(schedule, timezone, from, to, MOST_TICKS).map((tick) => tick.getTime())
  remembered += ticks.length + 1
  if (remembered > MOST_REMEMBERED) {
    known.clear()
    remembered = ticks.length + 1
  }
  known.set(key, ticks)
  return ticks
}
