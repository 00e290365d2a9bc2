/** Scales of charts: round steps, and floors that do not hide what differs. */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
]
const MOST_STEPS = 4

/** Ticks of durations from zero to above `most` seconds, at steps of a clock: 15 s, 1 min, 5 min, 1 h … */
export function durationTicks(most: number): number[] {
  const step = STEPS.find((each) => each * MOST_STEPS >= most) ?? Math.ceil(most / MOST_STEPS / DAY) * DAY
  const count = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** A tick of a duration without parts that are zero: `15s`, `5m`, `1h 30m`. */
export function tickDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / MINUTE), 'm'],
    [Math.round(seconds % MINUTE), 's'],
  ] as const
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => `${value}${unit}`)
  return said.length === 0 ? '0s' : said.join(' ')
}

/** The lower end of a scale of per cent: below the lowest value, at a multiple of ten. */
export function rateFloor(rates: readonly number[]): number {
  return Math.max(0, Math.floor((Math.min(100, ...rates) - 5) / 10) * 10)
}
