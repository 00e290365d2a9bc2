import { wallTime } from '../core/zone-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Weeks, and days, from which executions at the same time are compared. */
export const COMPARED_WEEKS = 8
export const COMPARED_DAYS = 14
/** What is this near on the clock counts as the same time of day. */
export const NEAR_MS = HOUR
/** The last ones, of which something is said when too few were at the same time. */
export const COMPARED_LAST = 40

/** How far from the usual the band reaches, in spreads, unless a rule says otherwise. */
const USUAL_WIDTH = 3

export type Measure = 'duration' | 'records'

/** An execution as bands are made of it: seconds, and records; null where it is not known. */
export interface PastExecution {
  id: string
  /** When it was queued, milliseconds since 1970. */
  at: number
  /** Whether it loaded everything instead of continuing from a state. */
  full: boolean
  duration: number | null
  records: number | null
}

/** Of which executions a band is made, the most like first. */
const BASES = ['weekday', 'daykind', 'hour', 'last'] as const
type Basis = (typeof BASES)[number]

/** What is usual, both ends included. */
export interface Band {
  low: number
  high: number
  /** Whether none at all is usual, too. */
  orNone: boolean
  basis: Basis
  /** Executions that it is made of. */
  executions: number
}

/** Fewer say nothing. With few of them, what was seen once is not unusual; with more, one may be a mishap. */
const NEEDED: Record<Basis, { fewest: number; mishapsFrom: number }> = {
  weekday: { fewest: 5, mishapsFrom: 5 },
  daykind: { fewest: 7, mishapsFrom: 20 },
  hour: { fewest: 7, mishapsFrom: 20 },
  last: { fewest: 10, mishapsFrom: 20 },
}

/** The least spread, as a logarithm: what never differs by a percent is not unusual when it does. */
const LEAST_SPREAD: Record<Measure, number> = { duration: 0.12, records: 0.04 }
/** The median deviation of a normal distribution is this part of its standard deviation. */
const MAD_TO_SIGMA = 1.4826
/** From this share on, none at all is a part of what is usual. */
const OFTEN_NONE = 0.2
const FEWEST_WITH_RECORDS = 3

/**
 * What is usual for an execution at this time, from successes before it: at the same weekday and hour, else at the hour
 * of working days or of the weekend, else at the hour of any day, else from the last ones. Null when too few are known.
 */
export function expectedBand(
  measure: Measure,
  target: Pick<PastExecution, 'at' | 'full'>,
  past: readonly PastExecution[],
  { timezone, width = USUAL_WIDTH }: { timezone: string; width?: number },
): Band | null {
  const before = past.filter((one) => one.at < target.at && one.full === target.full && one[measure] !== null)
  const clock = clockOf(timezone, target.at)
  for (const basis of BASES) {
    const values = before
      .filter((one) => isLike(basis, clock, target.at, one.at, timezone))
      .toSorted((a, b) => b.at - a.at)
      .slice(0, COMPARED_LAST)
      .flatMap((one) => one[measure] ?? [])
    const band = values.length < NEEDED[basis].fewest ? null : bandOf(measure, values, basis, width)
    if (band !== null) return band
  }
  return null
}

interface Clock {
  weekday: number
  timeOfDay: number
}

function clockOf(timezone: string, at: number): Clock {
  const wall = wallTime(timezone, at)
  return { weekday: new Date(wall).getUTCDay(), timeOfDay: ((wall % DAY) + DAY) % DAY }
}

/** Where the weekday that an execution near midnight belongs to is the one that makes it nearest. */
function isLike(basis: Basis, clock: Clock, targetAt: number, at: number, timezone: string): boolean {
  if (basis === 'last') return true
  const limit = basis === 'weekday' ? COMPARED_WEEKS * 7 : COMPARED_DAYS
  if (targetAt - at > limit * DAY + NEAR_MS + HOUR) return false
  const other = clockOf(timezone, at)
  const ahead = ((other.timeOfDay - clock.timeOfDay + 1.5 * DAY) % DAY) - DAY / 2
  if (Math.abs(ahead) > NEAR_MS) return false
  // A quarter past midnight on Tuesday is near a quarter to midnight on Monday.
  const crossed = other.timeOfDay - ahead
  const weekday = (other.weekday + (crossed < 0 ? 6 : crossed >= DAY ? 1 : 0)) % 7
  if (basis === 'weekday') return weekday === clock.weekday
  return basis === 'hour' || isWeekend(weekday) === isWeekend(clock.weekday)
}

export const isWeekend = (weekday: number): boolean => weekday === 0 || weekday === 6

/** Median and median deviation of logarithms, so that a half and the double are as far from the usual. */
function bandOf(measure: Measure, values: readonly number[], basis: Basis, width: number): Band | null {
  const none = values.filter((value) => value === 0).length
  const orNone = measure === 'records' && none > 1 && none >= OFTEN_NONE * values.length
  const counted = (orNone ? values.filter((value) => value > 0) : values).toSorted((a, b) => a - b)
  // Where hardly anything was ever loaded, nothing is usual.
  if (measure === 'records' && counted.filter((value) => value > 0).length < FEWEST_WITH_RECORDS) return null
  const logs = counted.map((value) => Math.log1p(value))
  const middle = medianIn(logs)
  const deviation = medianIn(logs.map((value) => Math.abs(value - middle)).toSorted((a, b) => a - b))
  const reach = width * Math.max(LEAST_SPREAD[measure], MAD_TO_SIGMA * deviation)
  // What happened before is not unusual, but for one mishap at each end.
  const left = counted.length >= NEEDED[basis].mishapsFrom ? 1 : 0
  const low = Math.min(Math.expm1(middle - reach), counted[left] ?? Infinity)
  const high = Math.max(Math.expm1(middle + reach), counted[counted.length - 1 - left] ?? 0)
  const whole = measure === 'records'
  return {
    low: Math.max(0, whole ? Math.floor(low) : low),
    high: whole ? Math.ceil(high) : high,
    orNone,
    basis,
    executions: values.length,
  }
}

function medianIn(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

/** A smaller distance from the band is nothing that anyone should be called for. */
const LEAST_DISTANCE: Record<Measure, number> = { duration: 30, records: 10 }

/** Whether a value is worth an alert: outside of the band, by more than a trifle. */
export function isUnusual(measure: Measure, value: number, band: Band): boolean {
  if (band.orNone && value === 0) return false
  const distance = value < band.low ? band.low - value : value - band.high
  return distance >= LEAST_DISTANCE[measure]
}
