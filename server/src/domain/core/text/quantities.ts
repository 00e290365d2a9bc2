const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Formats a number with separators: `12,345`. */
export const formatNumber = (value: number): string => whole.format(value)

/** Formats a count with its noun: `1 record`, `12,345 records`. */
export const formatCount = (value: number, singular: string, plural = `${singular}s`): string =>
  `${formatNumber(value)} ${value === 1 ? singular : plural}`

/** Formats seconds for a sentence: `90 s`, `18 min`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${formatNumber(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, '0')} min`
}

const PERIODS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const

/** Formats a configured time exactly, in words: `1 hour`, `90 seconds`, `7 days`. */
export function formatPeriod(seconds: number): string {
  const [size, unit] = PERIODS.find(([length]) => seconds > 0 && seconds % length === 0) ?? [1, 'second']
  return formatCount(seconds / size, unit)
}
