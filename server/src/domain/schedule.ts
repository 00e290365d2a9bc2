import type { PreviewTick, TickNote } from '@flx/shared/schedule'
import { Cron } from 'croner'

/** Why a schedule cannot be used, null when it can. Empty = no schedule. */
export function scheduleProblem(schedule: string): string | null {
  if (schedule === '') return null
  if (schedule.split(/\s+/).length !== 5) {
    return `"${schedule}" is not a cron expression of five fields (minute, hour, day, month, weekday).`
  }
  try {
    new Cron(schedule, { mode: '5-part', paused: true }).stop()
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    return `"${schedule}" is not a cron expression: ${reason}`
  }
}

/** Why a time zone cannot be used, null when it is an IANA name. */
export function timezoneProblem(timezone: string): string | null {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    return `"${timezone}" is not a time zone. Use an IANA name such as Europe/Berlin or UTC.`
  }
  // Offsets such as +02:00 are accepted by the runtime but know no daylight-saving changes.
  return /^[+-]/.test(timezone) ? `"${timezone}" is an offset. Use an IANA name such as Europe/Berlin.` : null
}

const cronOf = (schedule: string, timezone: string): Cron =>
  new Cron(schedule, { mode: '5-part', timezone, paused: true })

/** The first tick after a moment; null when there is none any more (a 30th of February). */
export function nextTick(schedule: string, timezone: string, after: Date): Date | null {
  return cronOf(schedule, timezone).nextRun(after)
}

/** The last ticks up to a moment, oldest first. */
export function lastTicks(schedule: string, timezone: string, until: Date, count: number): Date[] {
  // The library looks strictly before.
  return cronOf(schedule, timezone)
    .previousRuns(count, new Date(until.getTime() + 1000))
    .reverse()
}

/** Ticks after `from` and up to `to`, at most `limit`. */
export function ticksBetween(
  schedule: string,
  timezone: string,
  from: Date,
  to: Date,
  limit: number,
): Date[] {
  const cron = cronOf(schedule, timezone)
  const ticks: Date[] = []
  for (let next = cron.nextRun(from); next !== null && next <= to; next = cron.nextRun(next)) {
    ticks.push(next)
    if (ticks.length === limit) break
  }
  return ticks
}

/** The next ticks with what daylight saving does to them. */
export function previewTicks(schedule: string, timezone: string, from: Date, count: number): PreviewTick[] {
  const clock = wallClock(timezone)
  const wanted = cronOf(schedule, 'UTC')
  const ticks = ticksBetween(schedule, timezone, from, new Date(8.64e15), count)
  let before = clock(from)
  return ticks.map((tick) => {
    const now = clock(tick)
    const offsetChanged = now.offset !== before.offset
    before = now
    return { at: tick.toISOString(), local: now.text, note: noteOf(tick, now, offsetChanged) }
  })

  function noteOf(tick: Date, now: WallClock, offsetChanged: boolean): TickNote | null {
    // The wall clock as if it were UTC: an hour that the pattern does not name is one that was moved to.
    if (!wanted.match(new Date(tick.getTime() + now.offset))) return 'moved'
    const later = clock(new Date(tick.getTime() + HOUR_MS))
    if (later.text === now.text)
      return ticks.some((other) => other.getTime() === tick.getTime() + HOUR_MS) ? 'offset' : 'repeated'
    return offsetChanged ? 'offset' : null
  }
}

const HOUR_MS = 3_600_000

interface WallClock {
  text: string
  /** Milliseconds that the clock is ahead of UTC. */
  offset: number
}

function wallClock(timezone: string): (at: Date) => WallClock {
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
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const day = `${part['year']}-${part['month']}-${part['day']}`
    const time = `${part['hour']}:${part['minute']}`
    const wall = Date.parse(`${day}T${time}:${part['second']}Z`)
    return { text: `${day} ${time}`, offset: wall - Math.floor(at.getTime() / 1000) * 1000 }
  }
}
