import { medianOf } from '../core/median.ts'
import { wallTime } from '../core/zone-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Weeks and days back in which executions at the same time are compared. */
export const COMPARED_WEEKS = 8
export const COMPARED_DAYS = 14
/** Executions this close on the clock count as the same time of day. */
export const NEAR_MS = HOUR
/** Number of latest executions to use if there are too few at the same time of day. */
export const COMPARED_LAST = 40

/** Default width of the band, in spreads to each side; a rule can override it. */
const USUAL_WIDTH = 3

export type Measure = 'duration' | 'records'

/** An execution's values for bands: duration in seconds, and records; null if unknown. */
export interface PastExecution {
  id: string
  /** Time it was queued, milliseconds since 1970. */
  at: number
  /** Whether it was a full load instead of continuing from a state. */
  full: boolean
  duration: number | null
  records: number | null
}

/** The executions a band can be based on, most similar first. */
const BASES = ['weekday', 'day-type', 'hour', 'last'] as const
type Basis = (typeof BASES)[number]

/** The usual range, both ends inclusive. */
export interface Band {
  low: number
  high: number
  /** Whether zero is usual as well. */
  includesZero: boolean
  basis: Basis
  /** Number of executions that it is based on. */
  executions: number
}

/**
 * Below `fewest` there is no band. Below `mishapsFrom` every value seen counts as usual; from there on, the extreme value at
 * each end might be a mishap.
 */
const REQUIREMENTS: Record<Basis, { fewest: number; mishapsFrom: number }> = {
  weekday: { fewest: 5, mishapsFrom: 5 },
  'day-type': { fewest: 7, mishapsFrom: 20 },
  hour: { fewest: 7, mishapsFrom: 20 },
  last: { fewest: 10, mishapsFrom: 20 },
}

/** Minimum spread, as a logarithm; otherwise, if values never vary, a deviation of one per cent would count as unusual. */
const MIN_SPREAD: Record<Measure, number> = { duration: 0.12, records: 0.04 }
/** Ratio of a normal distribution's standard deviation to its median absolute deviation. */
const MAD_TO_SIGMA = 1.4826
/** From this share on, zero records count as usual. */
const USUAL_ZERO_SHARE = 0.2
const MIN_WITH_RECORDS = 3

/**
 * Returns the usual range for an execution at this time, from earlier successes: at the same weekday and hour, else the same
 * hour on working days or weekends, else the same hour on any day, else the latest ones. Null if too few are known.
 */
export function expectedBand(
  measure: Measure,
  target: Pick<PastExecution, 'at' | 'full'>,
  past: readonly PastExecution[],
  { timezone, width = USUAL_WIDTH }: { timezone: string; width?: number },
): Band | null {
  const comparable = past.filter(
    (execution) => execution.at < target.at && execution.full === target.full && execution[measure] !== null,
  )
  const clock = clockOf(timezone, target.at)
  for (const basis of BASES) {
    const values = comparable
      .filter((execution) => isLike(basis, clock, target.at, execution.at, timezone))
      .toSorted((a, b) => b.at - a.at)
      .slice(0, COMPARED_LAST)
      .flatMap((execution) => execution[measure] ?? [])
    const band = values.length < REQUIREMENTS[basis].fewest ? null : bandOf(measure, values, basis, width)
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

/** Whether an execution counts for a basis. Near midnight it counts for the weekday on which it is closest. */
function isLike(basis: Basis, clock: Clock, targetAt: number, at: number, timezone: string): boolean {
  if (basis === 'last') return true
  const limit = basis === 'weekday' ? COMPARED_WEEKS * 7 : COMPARED_DAYS
  if (targetAt - at > limit * DAY + NEAR_MS + HOUR) return false
  const other = clockOf(timezone, at)
  const ahead = ((other.timeOfDay - clock.timeOfDay + 1.5 * DAY) % DAY) - DAY / 2
  if (Math.abs(ahead) > NEAR_MS) return false
  // Tuesday 00:15 is close to Monday 23:45.
  const crossed = other.timeOfDay - ahead
  const weekday = (other.weekday + (crossed < 0 ? 6 : crossed >= DAY ? 1 : 0)) % 7
  if (basis === 'weekday') return weekday === clock.weekday
  return basis === 'hour' || isWeekend(weekday) === isWeekend(clock.weekday)
}

export const isWeekend = (weekday: number): boolean => weekday === 0 || weekday === 6

/** Uses the median and median deviation of logarithms, so that half and double are equally far from the median. */
function bandOf(measure: Measure, values: readonly number[], basis: Basis, width: number): Band | null {
  const zeros = values.filter((value) => value === 0).length
  const includesZero = measure === 'records' && zeros > 1 && zeros >= USUAL_ZERO_SHARE * values.length
  const counted = (includesZero ? values.filter((value) => value > 0) : values).toSorted((a, b) => a - b)
  // If almost nothing was ever loaded, there is no usual range.
  if (measure === 'records' && counted.filter((value) => value > 0).length < MIN_WITH_RECORDS) return null
  const logs = counted.map((value) => Math.log1p(value))
  const median = medianOf(logs) ?? 0
  const deviation = medianOf(logs.map((value) => Math.abs(value - median))) ?? 0
  const reach = width * Math.max(MIN_SPREAD[measure], MAD_TO_SIGMA * deviation)
  // What occurred before is not unusual, except for one mishap at each end.
  const trimmed = counted.length >= REQUIREMENTS[basis].mishapsFrom ? 1 : 0
  const low = Math.min(Math.expm1(median - reach), counted[trimmed] ?? Infinity)
  const high = Math.max(Math.expm1(median + reach), counted[counted.length - 1 - trimmed] ?? 0)
  const isWhole = measure === 'records'
  return {
    low: Math.max(0, isWhole ? Math.floor(low) : low),
    high: isWhole ? Math.ceil(high) : high,
    includesZero,
    basis,
    executions: values.length,
  }
}

/** Smallest distance from the band that is worth an alert. */
const MIN_DISTANCE: Record<Measure, number> = { duration: 30, records: 10 }

/** Whether a value is worth an alert: clearly outside the band. */
export function isUnusual(measure: Measure, value: number, band: Band): boolean {
  if (band.includesZero && value === 0) return false
  const distance = value < band.low ? band.low - value : value - band.high
  return distance >= MIN_DISTANCE[measure]
}
