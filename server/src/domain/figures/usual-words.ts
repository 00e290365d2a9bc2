import { wallTime } from '../core/zone-clock.ts'
import { isWeekend, type Band, type Measure } from './expected-band.ts'

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Returns the sentence of an alert that contrasts an execution's duration or records with the usual range. */
export function unusualWords(
  measure: Measure,
  value: number,
  band: Band,
  { at, timezone, running = false }: { at: number; timezone: string; running?: boolean },
): string {
  const when = whenWords(band, at, timezone)
  if (measure === 'duration') {
    const took = running ? `Has been running for ${spell(value)}` : `Took ${spell(value)}`
    return `${took}; ${when} it takes ${between(spell(band.low), spell(band.high))}.`
  }
  const found = value === 0 ? 'No records' : `${whole.format(value)} ${value === 1 ? 'record' : 'records'}`
  const usual = between(whole.format(band.low), whole.format(band.high))
  return `${found}; ${when} it is ${usual}${band.includesZero ? ', or none' : ''}.`
}

const between = (low: string, high: string): string => (low === high ? low : `${low}–${high}`)

/** Names the executions it was compared with. The hour is by the pipeline's clock. */
function whenWords({ basis, executions }: Band, at: number, timezone: string): string {
  const wall = wallTime(timezone, at)
  // To the nearest half hour: the band covers an hour to each side.
  const around = new Date(Math.round(wall / 1_800_000) * 1_800_000)
  const zone = timezone === 'UTC' ? 'UTC' : timezone
  const clock = `around ${around.toISOString().slice(11, 16)} ${zone}`
  const weekday = around.getUTCDay()
  switch (basis) {
    case 'weekday':
      return `on ${DAYS[weekday] ?? ''} ${clock}`
    case 'day-type':
      return `on ${isWeekend(weekday) ? 'weekends' : 'working days'} ${clock}`
    case 'hour':
      return clock
    case 'last':
      return `in the last ${executions} executions`
  }
}

function spell(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
