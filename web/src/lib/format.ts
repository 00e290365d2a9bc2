/**
 * Formats numbers, durations and times for people, in one place. Every function is pure: the clock is an
 * argument.
 */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** Shown in place of an unknown figure. */
const UNKNOWN = '—'

/** Formats a number with separators: `1234567` → `1,234,567`. */
export function formatNumber(value: number | null): string {
  return value === null ? UNKNOWN : whole.format(value)
}

/** Formats a number for tight places: `1234567` → `1.2M`, but in full below 100,000. */
export function formatCompact(value: number | null): string {
  if (value === null) return UNKNOWN
  return Math.abs(value) < 100_000 ? formatNumber(value) : compact.format(value)
}

/** Formats a count: `3 records`, `1 record`; `— records` if unknown. */
export function formatCount(value: number | null, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`
}

/** Formats seconds: `0.4s`, `12s`, `4m 05s`, `1h 02m 03s`; zero is `0s`. */
export function formatDuration(seconds: number): string {
  if (seconds >= 0.05 && seconds < 0.95) return `${seconds.toFixed(1)}s`
  const total = Math.max(0, Math.round(seconds))
  const pad = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  if (hours > 0) return `${formatNumber(hours)}h ${pad(minutes)}m ${pad(total % 60)}s`
  return minutes > 0 ? `${minutes}m ${pad(total % 60)}s` : `${total}s`
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
  return value === null ? '—' : `${value.toFixed(1)}%`
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/**
 * Formats a time relative to now: `just now`, `46 s ago`, `18 min ago`, `2 h ago`, `yesterday`, `12 days
 * ago`. Times ahead get `in …`.
 */
export function formatRelative(iso: string, now: number, zone?: string): string {
  const seconds = (now - Date.parse(iso)) / 1000
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  if (distance >= 30 * DAY) return formatDate(iso, zone)
  const amount = formatSpan(distance)
  if (amount === '1 day') return seconds > 0 ? 'yesterday' : 'tomorrow'
  return seconds > 0 ? `${amount} ago` : `in ${amount}`
}

/** Formats seconds in their largest unit: `46 s`, `18 min`, `2 h`, `12 days`. */
export function formatSpan(seconds: number): string {
  return seconds < DAY ? shortSpan(seconds) : formatCount(Math.floor(seconds / DAY), 'day')
}

const SHORT = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
] as const

/** Formats seconds in their largest unit, for tight places and text read from far away: `12 d`. */
export function shortSpan(seconds: number): string {
  const [size, unit] = SHORT.find(([unitSeconds]) => seconds >= unitSeconds) ?? [1, 's']
  return `${formatNumber(Math.floor(Math.max(0, seconds) / size))} ${unit}`
}

/** Formats a configured time exactly, in words: `1 hour`, `90 seconds`, `7 days`. */
export function formatPeriod(seconds: number): string {
  const units = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
  ] as const
  const [size, unit] = units.find(([unitSeconds]) => seconds > 0 && seconds % unitSeconds === 0) ?? [
    1,
    'second',
  ]
  return formatCount(seconds / size, unit)
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
