import type { PreviewTick, TickNote } from '@flx/shared/schedule'
import { Cron } from 'croner'

/** Names for common schedules, as cron knows them. `@reboot` is not among them: it is no moment. */
const ALIASES: ReadonlySet<string> = new Set([
  '@hourly',
  '@daily',
  '@midnight',
  '@weekly',
  '@monthly',
  '@yearly',
  '@annually',
])

/** Why a schedule cannot be used, null when it can. Empty = no schedule. */
export function scheduleProblem(schedule: string): string | null {
  if (schedule === '') return null
  if (schedule.startsWith('@') && !ALIASES.has(schedule.toLowerCase())) {
    return `"${schedule}" is not known. Use five fields, or one of ${[...ALIASES].join(', ')}.`
  }
  if (!schedule.startsWith('@') && schedule.split(/\s+/).length !== 5) {
    return `"${schedule}" is not a cron expression of five fields (minute, hour, day, month, weekday).`
  }
  try {
    const first = new Cron(schedule, { mode: '5-part', utcOffset: 0, paused: true }).nextRun(LEAP_CYCLE)
    return first === null ? `"${schedule}" never comes: there is no such day in any year.` : null
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    // Days and months are counted from 0 within the library.
    return `"${schedule}" is not a cron expression: ${reason.replace(/: -1\b/, ': 0')}`
  }
}

/** Any moment will do; what comes at all comes within the leap years and weekdays after it. */
const LEAP_CYCLE = new Date(Date.UTC(2024, 0, 1))

/** The shortest time between two ticks, in seconds, as far as the next fifty tell; null when there are no two. */
export function shortestInterval(schedule: string): number | null {
  const ticks = new Cron(schedule, { mode: '5-part', utcOffset: 0, paused: true }).nextRuns(50, LEAP_CYCLE)
  const gaps = ticks.slice(1).map((tick, index) => (tick.getTime() - (ticks[index]?.getTime() ?? 0)) / 1000)
  return gaps.length === 0 ? null : Math.min(...gaps)
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

/** The first tick after a moment; null when there is none any more. */
export function nextTick(schedule: string, timezone: string, after: Date): Date | null {
  const [next] = ticksFrom(schedule, timezone, after, 1)
  return next ?? null
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
  const ticks: Date[] = []
  for (const tick of ticksFrom(schedule, timezone, from, limit)) {
    if (tick > to) break
    ticks.push(tick)
  }
  return ticks
}

/**
 * Ticks after a moment, one by one. As long as the zone's clock is not changed they are worked out with its offset,
 * which is thirty times faster than asking for the zone at every step; around a change the zone is asked.
 */
function* ticksFrom(schedule: string, timezone: string, from: Date, limit: number): Generator<Date> {
  let zoned: Cron | undefined
  let last = from
  let steady: Steady | null = null
  for (let count = 0; count < limit; count += 1) {
    if (steady === null || last.getTime() >= steady.until) steady = steadyFrom(last.getTime(), steady)
    let next = steady?.cron.nextRun(last) ?? null
    if (steady === null || next === null || next.getTime() > steady.until) {
      zoned ??= cronOf(schedule, timezone)
      next = zoned.nextRun(last)
    }
    if (next === null) return
    yield next
    last = next
  }

  /** Null when the clock is changed within the next week, or just was. */
  function steadyFrom(start: number, before: Steady | null): Steady | null {
    const offset = offsetAt(timezone, start)
    // A tick of an hour that comes twice belongs to the first time only: what lies shortly behind counts, too.
    const around = [start - CHANGE_MS, start + WEEK_MS].map((ms) => offsetAt(timezone, ms))
    if (offset % 60_000 !== 0 || around.some((other) => other !== offset)) return null
    const cron =
      before?.offset === offset
        ? before.cron
        : new Cron(schedule, { mode: '5-part', utcOffset: offset / 60_000, paused: true })
    return { cron, offset, until: start + WEEK_MS }
  }
}

interface Steady {
  cron: Cron
  offset: number
  /** Up to here the clock is not changed. */
  until: number
}

/** No clock is changed by more, nor twice within a week. */
const CHANGE_MS = 3 * 3_600_000
const WEEK_MS = 7 * 86_400_000

/** The next ticks with what daylight saving does to them. */
export function previewTicks(schedule: string, timezone: string, from: Date, count: number): PreviewTick[] {
  const clock = wallClock(timezone)
  const wanted = cronOf(schedule, 'UTC')
  const zoned = cronOf(schedule, timezone)
  const ticks = ticksBetween(schedule, timezone, from, new Date(8.64e15), count)
  let before = { at: from.getTime(), ...clock(from) }
  return ticks.map((tick) => {
    const now = { at: tick.getTime(), ...clock(tick) }
    const note = noteOf(tick, now, before)
    before = now
    return { at: tick.toISOString(), local: now.text, note }
  })

  function noteOf(tick: Date, now: WallClock, before: WallClock & { at: number }): TickNote | null {
    // The wall clock as if it were UTC: an hour that the pattern does not name is one that was moved to.
    if (!wanted.match(new Date(tick.getTime() + now.offset))) return 'moved'
    // Most clocks are changed by an hour, some by half of one.
    const gone = now.offset - clock(new Date(tick.getTime() + CHANGE_MS)).offset
    const again = tick.getTime() + gone
    if (gone > 0 && clock(new Date(again)).text === now.text) {
      // Patterns that repeat within the hour go on through both.
      if (zoned.nextRun(new Date(again - 1000))?.getTime() !== again) return 'repeated'
    }
    const back = clock(new Date(tick.getTime() - CHANGE_MS)).offset - now.offset
    if (back > 0 && clock(new Date(tick.getTime() - back)).text === now.text) return 'again'
    if (now.offset === before.offset) return null
    return now.offset > before.offset && isLeftOut(before, now.offset, tick.getTime()) ? 'skipped' : 'offset'
  }

  /** Whether the pattern names a time that the clock left out when it went on since the tick before. */
  function isLeftOut(before: WallClock & { at: number }, offset: number, tick: number): boolean {
    let [old, changed] = [before.at, tick]
    while (changed - old > 1000) {
      const middle = Math.floor((old + changed) / 2)
      if (clock(new Date(middle)).offset === before.offset) old = middle
      else changed = middle
    }
    const at = Math.round(changed / QUARTER_MS) * QUARTER_MS
    const named = wanted.nextRun(new Date(at + before.offset - 1000))
    return named !== null && named.getTime() < at + offset
  }
}

interface WallClock {
  text: string
  /** Milliseconds that the clock is ahead of UTC. */
  offset: number
}

/** By zone: making a format takes longer than a hundred uses of it. There are some 600 zones. */
const clocks = new Map<string, (at: Date) => WallClock>()

function wallClock(timezone: string): (at: Date) => WallClock {
  const known = clocks.get(timezone)
  if (known !== undefined) return known
  const made = makeWallClock(timezone)
  clocks.set(timezone, made)
  return made
}

/** By zone and quarter of an hour, on which all clocks are changed: thousands of schedules ask for the same ones. */
const offsets = new Map<string, number>()
const QUARTER_MS = 900_000
const MOST_OFFSETS = 10_000

function offsetAt(timezone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS)
  const key = `${timezone} ${quarter}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const { offset } = wallClock(timezone)(new Date(quarter * QUARTER_MS))
  if (offsets.size >= MOST_OFFSETS) offsets.clear()
  offsets.set(key, offset)
  return offset
}

function makeWallClock(timezone: string): (at: Date) => WallClock {
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
