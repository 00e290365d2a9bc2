/**
 * Formats figures and spans of time for people: on pages, in messages and in the command line alike. What is
 * written how is in `docs/glossary.md`.
 */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Shown in place of an unknown figure. */
export const UNKNOWN = '—'

/** Formats a number with separators: `1234567` → `1,234,567`. */
export function formatNumber(value: number | null): string {
  return value === null ? UNKNOWN : whole.format(value)
}

/** Formats a count with its noun: `3 records`, `1 record`; `— records` if unknown. */
export function formatCount(value: number | null, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`
}

/** Formats measured seconds: `0.4s`, `12s`, `4m 05s`, `1h 02m 03s`; zero is `0s`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return UNKNOWN
  if (seconds >= 0.05 && seconds < 0.95) return `${seconds.toFixed(1)}s`
  const total = Math.max(0, Math.round(seconds))
  const pad = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  if (hours > 0) return `${formatNumber(hours)}h ${pad(minutes)}m ${pad(total % 60)}s`
  return minutes > 0 ? `${minutes}m ${pad(total % 60)}s` : `${total}s`
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

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

/** Formats how long ago something was: `just now`, `46 s ago`, `yesterday`, `12 days ago`; `in 2 h` if it is ahead. */
export function formatAgo(seconds: number): string {
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  const amount = formatSpan(distance)
  if (amount === '1 day') return seconds > 0 ? 'yesterday' : 'tomorrow'
  return seconds > 0 ? `${amount} ago` : `in ${amount}`
}

const PERIODS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const

/** Formats a configured time exactly, in words: `1 hour`, `90 seconds`, `7 days`. */
export function formatPeriod(seconds: number): string {
  const [size, unit] = PERIODS.find(([length]) => seconds > 0 && seconds % length === 0) ?? [1, 'second']
  return formatCount(seconds / size, unit)
}
