import type { PreviewTick } from '@flx/shared/pipelines/schedule'

import { ticksAfter, writtenTimes } from './ticks.ts'
import { localText, stretchAt, wallTime } from '../core/zone-clock.ts'

/** Names for common schedules, as cron knows them. `@reboot` is not among them: it is not a moment. */
const ALIASES: ReadonlySet<string> = new Set([
  '@hourly',
  '@daily',
  '@midnight',
  '@weekly',
  '@monthly',
  '@yearly',
  '@annually',
])

/** The reason that a schedule cannot be used, null when it can. Empty = no schedule. */
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
    // Days and months are counted from 0 within the library.
    return `"${schedule}" is not a cron expression: ${reason.replace(/: -1\b/, ': 0')}`
  }
}

/** Any moment will do; what comes at all comes within the leap years and weekdays after it. */
const LEAP_CYCLE = new Date(Date.UTC(2024, 0, 1))

/** The shortest time between two ticks, in seconds, among the next fifty; null when there are no two. */
export function shortestInterval(schedule: string): number | null {
  const ticks = writtenTimes(schedule).nextRuns(50, LEAP_CYCLE)
  const gaps = ticks.slice(1).map((tick, index) => (tick.getTime() - (ticks[index]?.getTime() ?? 0)) / 1000)
  return gaps.length === 0 ? null : Math.min(...gaps)
}

/** The reason that a time zone cannot be used, null when it is an IANA name. */
export function timezoneProblem(timezone: string): string | null {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    return `"${timezone}" is not a time zone. Use an IANA name such as Europe/Berlin or UTC.`
  }
  // Offsets such as +02:00 are accepted by the runtime but know no daylight-saving changes.
  return /^[+-]/.test(timezone) ? `"${timezone}" is an offset. Use an IANA name such as Europe/Berlin.` : null
}

/** The first tick after a moment; null when there is none any more. */
export function nextTick(schedule: string, timezone: string, after: Date): Date | null {
  for (const { at } of ticksAfter(schedule, timezone, after.getTime())) return new Date(at)
  return null
}

/** The last ticks up to a moment, oldest first. */
export function lastTicks(schedule: string, timezone: string, until: Date, count: number): Date[] {
  const written = writtenTimes(schedule)
  const now = until.getTime()
  // The library looks strictly before.
  const wall = new Date(wallTime(timezone, now) + 1000)
  for (let asked = count; ; asked *= 2) {
    const times = written.previousRuns(asked, wall)
    const first = times.at(-1)?.getTime() ?? now
    const offsets = [-DAY_MS, DAY_MS].map((away) => stretchAt(timezone, first + away).offset)
    const ticks = ticksBetween(schedule, timezone, new Date(first - Math.max(...offsets) - 1000), until)
    // A change of the clock may have left out some of the times.
    if (ticks.length >= count || times.length < asked) return ticks.slice(Math.max(0, ticks.length - count))
  }
}

const DAY_MS = 86_400_000

/** Ticks after `from` and up to `to`, at most `limit`. */
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

/** The next ticks with what changes of the clock do to them. */
export function previewTicks(schedule: string, timezone: string, from: Date, count: number): PreviewTick[] {
  return ticksAfter(schedule, timezone, from.getTime())
    .take(count)
    .map(({ at, note }) => ({ at: new Date(at).toISOString(), local: localText(timezone, at), note }))
    .toArray()
}
