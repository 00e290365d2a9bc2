import type { SeriesPoint, SeriesUnit } from '@flx/shared/operations/statistics'

import { formatDate, formatTime } from '#web/lib/format.ts'

/** `per day`, for the headings of charts. */
export const PER_UNIT: Record<SeriesUnit, string> = {
  hour: 'per hour',
  day: 'per day',
  week: 'per week',
  month: 'per month',
}

/** Formats the label of a bar on the axis: `14:00`, `23 Nov`, `Nov 2026`. */
export function tickWords(from: string, unit: SeriesUnit, zone: string): string {
  if (unit === 'hour') return formatTime(from, zone).slice(0, 5)
  const [day = '', month = '', year = ''] = formatDate(from, zone).split(' ')
  return unit === 'month' ? `${month} ${year}` : `${day} ${month}`
}

/** Formats the full label of a bar, for tooltips, tables and files: `23 Nov 2026, 14:00–15:00`. */
export function pointWords({ from, to }: SeriesPoint, unit: SeriesUnit, zone: string): string {
  const date = formatDate(from, zone)
  if (unit === 'hour')
    return `${date}, ${formatTime(from, zone).slice(0, 5)}–${formatTime(to, zone).slice(0, 5)}`
  const last = formatDate(new Date(Date.parse(to) - 1).toISOString(), zone)
  return last === date ? date : `${date} – ${last}`
}
