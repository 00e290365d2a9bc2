/** Scales of charts: round steps, and lower ends that do not hide differences. */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
]
const MAX_STEPS = 4

/**
 * Returns ticks for durations from zero to at least `maxSeconds`, in clock steps: 15 s, 1 min, 5 min, 1 h …
 */
export function durationTicks(maxSeconds: number): number[] {
  const step =
    STEPS.find((seconds) => seconds * MAX_STEPS >= maxSeconds) ??
    Math.ceil(maxSeconds / MAX_STEPS / DAY) * DAY
  const count = Math.max(1, Math.ceil(maxSeconds / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** Formats a duration's tick without the parts that are zero: `15s`, `5m`, `1h 30m`. */
export function tickDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'm'],
    [Math.round(seconds % MINUTE), 's'],
  ] as const
  const nonZeroParts = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value}${unit}`)
  return nonZeroParts.length === 0 ? '0s' : nonZeroParts.join(' ')
}

/** Returns the lower end of a percentage scale: a multiple of ten below the lowest value. */
export function rateFloor(rates: readonly number[]): number {
  return Math.max(0, Math.floor((Math.min(100, ...rates) - 5) / 10) * 10)
}
