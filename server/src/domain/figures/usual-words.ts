import { formatCount, formatDuration, formatNumber } from '@flx/shared/core/quantities'
import { wallTime } from '../core/zone-clock.ts'
import { isWeekend, type Band, type Measure } from './expected-band.ts'

const DAYS = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

/** Returns the sentence of an alert that contrasts an execution's duration or records with the usual range. */
export function unusualWords(
  measure: Measure,
  value: number,
  band: Band,
  { at, timezone, running = false }: { at: number; timezone: string; running?: boolean },
): string {
  const usually = `usual ${whenWords(band, at, timezone)}`
  if (measure === 'duration') {
    const took = running ? `Has been running for ${formatDuration(value)}` : `Took ${formatDuration(value)}`
    return `${took}; ${usually}: ${between(formatDuration(band.low), formatDuration(band.high))}.`
  }
  const found = value === 0 ? 'No records' : formatCount(value, 'record')
  const usual = between(formatNumber(band.low), formatNumber(band.high))
  return `${found}; ${usually}: ${usual}${band.includesZero ? ', or none' : ''}.`
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
      return `on ${isWeekend(weekday) ? 'weekends' : 'weekdays'} ${clock}`
    case 'hour':
      return clock
    case 'last':
      return `in the last ${executions} executions`
  }
}
