const DAY = /^(19[7-9]\d|2\d{3})-\d{2}-\d{2}$/

/** Reports whether a text is a day of the years 1970 to 2999, the range that the server accepts. */
export const isDay = (text: string): boolean => DAY.test(text) && !Number.isNaN(Date.parse(text))

/**
 * Returns the moment at which a day (`2026-11-23`) starts in a zone, or undefined if the text is not a day.
 */
export function startOfDay(day: string | undefined, zone: string): string | undefined {
  if (day === undefined || !DAY.test(day)) return undefined
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined
  // Twice: the offset at the first guess can be that of the other side of a clock change.
  const guess = midnight - offsetAt(midnight, zone)
  return new Date(midnight - offsetAt(guess, zone)).toISOString()
}

/** Returns the moment at which a day ends, the start of the next one. */
export function endOfDay(day: string | undefined, zone: string): string | undefined {
  if (startOfDay(day, zone) === undefined) return undefined
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)
  return startOfDay(next.toISOString().slice(0, 10), zone)
}

/** Returns the day of a moment in a zone. */
export function dayOf(at: Date, zone: string): string {
  // Swedish dates have the ISO format.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
}

/** Returns the offset of a zone from UTC at a moment, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return Date.parse(`${wall.format(at).replace(' ', 'T')}Z`) - at
}
