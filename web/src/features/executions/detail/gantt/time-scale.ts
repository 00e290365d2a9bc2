/** The possible steps of an axis, in seconds. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
]
const MAX_TICKS = 10
/** A label beyond this share of the width would overflow it. */
const MAX_LABEL_SHARE = 0.96

/** Maps seconds from the start to the width of the card. */
export interface TimeScale {
  /** The whole width, in seconds. */
  seconds: number
  /** The distance between two lines of the axis, in seconds. */
  stepSeconds: number
  /** The labelled seconds. */
  ticks: readonly number[]
}

/** Returns an axis with round steps for a number of seconds. */
export function timeScale(seconds: number): TimeScale {
  const axisSeconds = Math.max(1, seconds)
  const stepSeconds =
    STEPS.find((step) => axisSeconds / step <= MAX_TICKS) ??
    Math.ceil(axisSeconds / MAX_TICKS / 604_800) * 604_800
  const count = Math.floor((axisSeconds * MAX_LABEL_SHARE) / stepSeconds) + 1
  return {
    seconds: axisSeconds,
    stepSeconds,
    ticks: Array.from({ length: count }, (_, index) => index * stepSeconds),
  }
}

/** Returns the position of a stretch on the scale in per cent of its width, never outside it. */
export function placeOn(scale: TimeScale, from: number, seconds: number): { left: number; width: number } {
  const left = clampPercent((from / scale.seconds) * 100)
  return { left, width: clampPercent(((from + seconds) / scale.seconds) * 100) - left }
}

/** Reports whether a stretch ends beyond the scale. */
export const goesOn = (scale: TimeScale, { from, seconds }: { from: number; seconds: number }): boolean =>
  from + seconds > scale.seconds

const clampPercent = (perCent: number): number => Math.min(100, Math.max(0, perCent))

/** Formats elapsed time: `0:00`, `1:30`, `2:05:00`. */
export function formatElapsed(seconds: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)]
  const rest = twoDigits(Math.floor(seconds % 60))
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`
}
