import type { StatisticsQuery } from '@flx/shared/operations/statistics'

import { isDay } from '#web/lib/time/days.ts'
import { dashboardWindowWords } from './words.ts'

export const WINDOWS = [
  { key: '24h', label: dashboardWindowWords.n24H },
  { key: '7d', label: dashboardWindowWords.n7D },
  { key: '30d', label: dashboardWindowWords.n30D },
  { key: '90d', label: dashboardWindowWords.n90D },
  { key: 'all', label: dashboardWindowWords.all },
  { key: 'custom', label: dashboardWindowWords.custom },
] as const
export type WindowKey = (typeof WINDOWS)[number]['key']

export interface DashboardWindow {
  key: WindowKey
  /** Days of a custom window, both inclusive: `2026-11-23`. "" = not chosen. */
  fromDay: string
  toDay: string
}

const DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const
const HOUR = 3_600_000

/** Reads the window from the URL. Unreadable values fall back to the default. */
export function readWindow(parameters: URLSearchParams): DashboardWindow {
  const key = WINDOWS.find((option) => option.key === parameters.get('window'))?.key ?? '30d'
  const day = (name: string) => {
    const text = parameters.get(name) ?? ''
    return isDay(text) ? text : ''
  }
  return { key, fromDay: day('fromDay'), toDay: day('toDay') }
}

/**
 * Returns the window for the API. Days are whole days of the zone and include today: seven days start at
 * midnight six days ago. The zone is either UTC or the browser's own.
 */
export function queryOf(
  { key, fromDay, toDay }: DashboardWindow,
  now: number,
  zone: string,
): Partial<StatisticsQuery> {
  const timezone = { timezone: zone }
  if (key === 'all') return timezone
  if (key === '24h') {
    return { from: new Date(Math.floor(now / HOUR) * HOUR - 23 * HOUR).toISOString(), ...timezone }
  }
  if (key === 'custom') {
    // A window that ends before it starts is read the other way round.
    const [first = '', last = ''] =
      fromDay !== '' && toDay !== '' ? [fromDay, toDay].sort() : [fromDay, toDay]
    return {
      ...(first === '' ? {} : { from: midnight(Date.parse(first), 0, zone, true) }),
      ...(last === '' ? {} : { to: midnight(Date.parse(last), 1, zone, true) }),
      ...timezone,
    }
  }
  return { from: midnight(now, 1 - DAYS[key], zone, false), ...timezone }
}

/**
 * Returns midnight, a number of days after the day of a moment. `isDate`: the moment is a date, given as its
 * midnight in UTC.
 */
function midnight(at: number, days: number, zone: string, isDate: boolean): string {
  const date = new Date(at)
  const utc = zone === 'UTC'
  const [year, month, day] =
    utc || isDate
      ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
      : [date.getFullYear(), date.getMonth(), date.getDate()]
  return (utc ? new Date(Date.UTC(year, month, day + days)) : new Date(year, month, day + days)).toISOString()
}

/** The window in words, for headings: "in the last 30 days". */
export const WINDOW_WORDS: Record<WindowKey, string> = {
  '24h': dashboardWindowWords.inLast24Hours,
  '7d': dashboardWindowWords.inLast7Days,
  '30d': dashboardWindowWords.inLast30Days,
  '90d': dashboardWindowWords.inLast90Days,
  all: dashboardWindowWords.allTime,
  custom: dashboardWindowWords.theseDays,
}
