/**
 * Formats numbers, durations and times for people, in one place. Every function is pure: the clock is an
 * argument.
 */

import { formatAgo, formatNumber, UNKNOWN } from '@flx/shared/core/quantities'

export {
  formatCount,
  formatDuration,
  formatNumber,
  formatPeriod,
  formatSpan,
  shortSpan,
} from '@flx/shared/core/quantities'

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** Formats a number for tight places: `1234567` → `1.2M`, but in full below 100,000. */
export function formatCompact(value: number | null): string {
  if (value === null) return UNKNOWN
  return Math.abs(value) < 100_000 ? formatNumber(value) : compact.format(value)
}

/** Formats bytes: `4,300,000` → `4.3 MB`, in powers of ten, as disks and networks are sold. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return UNKNOWN
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 0 && value < 99.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** Formats a rate per second: `1,310/s`, with one decimal below ten. */
export function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? `${perSecond.toFixed(1)}/s` : `${formatNumber(perSecond)}/s`
}

/** Formats a percentage with one decimal, or `—` if there is nothing to divide by. */
export function formatPercent(value: number | null): string {
  return value === null ? UNKNOWN : `${value.toFixed(1)}%`
}

const MONTH = 30 * 86_400

/**
 * Formats a time relative to now: `just now`, `46 s ago`, `18 min ago`, `2 h ago`, `yesterday`, `12 days
 * ago`, and from 30 days on as a date. Times ahead get `in …`.
 */
export function formatRelative(iso: string, now: number, zone?: string): string {
  const seconds = (now - Date.parse(iso)) / 1000
  return Math.abs(seconds) >= MONTH ? formatDate(iso, zone) : formatAgo(seconds)
}

/** Formats a date and time: `23 Nov 2026, 10:03:18 UTC`. Without a zone, uses the machine's zone. */
export function formatDateTime(iso: string, zone?: string): string {
  return `${formatDate(iso, zone)}, ${formatTime(iso, zone)} ${zoneName(iso, zone)}`
}

/** Formats a date: `23 Nov 2026`. */
export function formatDate(iso: string, zone?: string): string {
  // British English abbreviates September to four letters.
  return parts(iso, { day: 'numeric', month: 'short', year: 'numeric' }, zone).replace('Sept', 'Sep')
}

/** Formats a date with its weekday: `Sat 28 Nov`. */
export function formatWeekday(iso: string, zone?: string): string {
  const format = (options: Intl.DateTimeFormatOptions) => parts(iso, options, zone)
  return `${format({ weekday: 'short' })} ${format({ day: 'numeric', month: 'short' }).replace('Sept', 'Sep')}`
}

/** Formats a time: `10:03:18`, optionally with milliseconds: `10:03:18.204`. */
export function formatTime(iso: string, zone?: string, precision: 'seconds' | 'milliseconds' = 'seconds') {
  const fraction = precision === 'milliseconds' ? ({ fractionalSecondDigits: 3 } as const) : {}
  return parts(iso, { hour: '2-digit', minute: '2-digit', second: '2-digit', ...fraction }, zone)
}

/** Returns the first `count` words, with an ellipsis if there are more. */
export function firstWords(text: string, count: number): string {
  const words = text.trim().split(/\s+/)
  return words.length <= count ? words.join(' ') : `${words.slice(0, count).join(' ')}…`
}

function zoneName(iso: string, zone?: string): string {
  const options: Intl.DateTimeFormatOptions = { timeZoneName: 'short', ...zoneOptions(zone) }
  const found = formatter(options)
    .formatToParts(new Date(iso))
    .find((part) => part.type === 'timeZoneName')
  return found?.value ?? ''
}

function parts(iso: string, options: Intl.DateTimeFormatOptions, zone?: string): string {
  return formatter({ hourCycle: 'h23', ...options, ...zoneOptions(zone) }).format(new Date(iso))
}

const zoneOptions = (zone?: string) => (zone === undefined ? {} : { timeZone: zone })

// Making a formatter costs a hundred times more than using one, and lists format hundreds of values.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const cached = formatters.get(key)
  if (cached !== undefined) return cached
  const created = new Intl.DateTimeFormat('en-GB', options)
  formatters.set(key, created)
  return created
}
