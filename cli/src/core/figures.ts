/** Formats figures for reading: `1,234`, `2 min 5 s`, `5 min ago`. */

/** Formats a number; null is unknown. */
export const numberText = (value: number | null): string => value?.toLocaleString('en') ?? '–'

export function durationText(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const wholeSeconds = Math.round(seconds)
  if (wholeSeconds < 60) return `${wholeSeconds} s`
  if (wholeSeconds < 3600) return `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`
  return `${Math.floor(wholeSeconds / 3600)} h ${Math.floor((wholeSeconds % 3600) / 60)} min`
}

/** Formats a moment relative to `now`; null is never. */
export function agoText(moment: string | null, now: Date): string {
  if (moment === null) return '–'
  const seconds = Math.round((Date.parse(moment) - now.getTime()) / 1000)
  const amount = Math.abs(seconds)
  if (amount < 5) return 'now'
  const [unit, size] = (
    [
      ['d', 86_400],
      ['h', 3600],
      ['min', 60],
      ['s', 1],
    ] as const
  ).find(([, size]) => amount >= size) ?? ['s', 1]
  const text = `${Math.floor(amount / size)} ${unit}`
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

/** Formats an amount with its noun: `1 record`, `2 records`. */
export const counted = (amount: number, singular: string, plural = `${singular}s`): string =>
  `${numberText(amount)} ${amount === 1 ? singular : plural}`
