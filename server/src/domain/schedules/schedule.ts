import type { PreviewTick } from '@flx/shared/pipelines/schedule'

import { ticksAfter, writtenTimes } from './ticks.ts'
import { localText, stretchAt, wallTime } from '../core/zone-clock.ts'

/** Cron's aliases for common schedules, without `@reboot`, which is not a time. */
const ALIASES: ReadonlySet<string> = new Set([
  '@hourly',
  '@daily',
  '@midnight',
  '@weekly',
  '@monthly',
  '@yearly',
  '@annually',
])

/** Explains why a schedule cannot be used, null if it can. Empty = no schedule. */
export function scheduleProblem(schedule: string): string | null {
  if (schedule === '') return null
  if (schedule.startsWith('@') && !ALIASES.has(schedule.toLowerCase())) {
    return `"${schedule}" is not known. Use five fields, or one of ${[...ALIASES].join(', ')}.`
  }
  if (!schedule.startsWith('@') && schedule.split(/\s+/).length !== 5) {
    return `"${schedule}" is not a cron expression of five fields (minute, hour, day, month, weekday).`
  }
  try {
    const first = writtenTimes(schedule).nextRun(LEAP_CYCLE)
    return first === null ? `"${schedule}" never runs: no year has such a day.` : null
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    // The library counts days and months from 0.
    return `"${schedule}" is not a cron expression: ${reason.replace(/: -1\b/, ': 0')}`
  }
}

/** An arbitrary moment: any tick that exists comes within the cycle of leap years and weekdays after it. */
const LEAP_CYCLE = new Date(Date.UTC(2024, 0, 1))

/** Returns the shortest time between two ticks in seconds, among the next fifty; null if there are fewer than two. */
export function shortestInterval(schedule: string): number | null {
  const ticks = writtenTimes(schedule).nextRuns(50, LEAP_CYCLE)
  const gaps = ticks.slice(1).map((tick, index) => (tick.getTime() - (ticks[index]?.getTime() ?? 0)) / 1000)
  return gaps.length === 0 ? null : Math.min(...gaps)
}

/** Explains why a time zone cannot be used, null if it is an IANA name. */
export function timezoneProblem(timezone: string): string | null {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    return `"${timezone}" is not a time zone. Use an IANA name such as Europe/Berlin or UTC.`
  }
  // The runtime accepts offsets such as +02:00, but they ignore daylight-saving changes.
  return /^[+-]/.test(timezone) ? `"${timezone}" is an offset. Use an IANA name such as Europe/Berlin.` : null
}

/** Returns the first tick after a moment; null if there is none. */
export function nextTick(schedule: string, timezone: string, after: Date): Date | null {
  for (const { at } of ticksAfter(schedule, timezone, after.getTime())) return new Date(at)
  return null
}

/** Returns the last ticks up to a moment, oldest first. */
export function lastTicks(schedule: string, timezone: string, until: Date, count: number): Date[] {
  const written = writtenTimes(schedule)
  const now = until.getTime()
  // The library looks strictly before the given time.
  const wall = new Date(wallTime(timezone, now) + 1000)
  for (let requested = count; ; requested *= 2) {
    const times = written.previousRuns(requested, wall)
    const first = times.at(-1)?.getTime() ?? now
    const offsets = [-DAY_MS, DAY_MS].map((distance) => stretchAt(timezone, first + distance).offset)
    const ticks = ticksBetween(schedule, timezone, new Date(first - Math.max(...offsets) - 1000), until)
    // A clock change might have skipped some of the times.
    if (ticks.length >= count || times.length < requested)
      return ticks.slice(Math.max(0, ticks.length - count))
  }
}

const DAY_MS = 86_400_000

/** Returns the ticks after `from` and up to `to`, at most `limit`. */
export function ticksBetween(
  schedule: string,
  timezone: string,
  from: Date,
  to: Date,
  limit = Infinity,
): Date[] {
  const ticks: Date[] = []
  if (limit < 1) return ticks
  for (const { at } of ticksAfter(schedule, timezone, from.getTime())) {
    if (at > to.getTime()) break
    ticks.push(new Date(at))
    if (ticks.length >= limit) break
  }
  return ticks
}

/** Returns the next ticks with notes on the effect of clock changes. */
export function previewTicks(schedule: string, timezone: string, from: Date, count: number): PreviewTick[] {
  return ticksAfter(schedule, timezone, from.getTime())
    .take(count)
    .map(({ at, note }) => ({ at: new Date(at).toISOString(), local: localText(timezone, at), note }))
    .toArray()
}
