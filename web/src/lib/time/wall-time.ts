import { dayOf, startOfDay } from './days.ts'

const WALL = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/
const DAY_MILLISECONDS = 86_400_000

/**
 * Returns the moment at which a zone's clocks show a day and time (`2026-11-23T18:00`), or undefined for any
 * other text.
 */
export function momentAt(wall: string, zone: string): string | undefined {
  const [, day, hour, minute] = WALL.exec(wall) ?? []
  const midnight = startOfDay(day, zone)
  if (midnight === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  const guess = Date.parse(midnight) + (Number(hour) * 60 + Number(minute)) * 60_000
  // On days when the clocks change, midnight is an hour closer or further away.
  const shown = Date.parse(`${wallOf(new Date(guess).toISOString(), zone)}Z`)
  return new Date(guess + Date.parse(`${wall}Z`) - shown).toISOString()
}

/** Returns what a zone's clocks show at a moment: `2026-11-23T18:00`. */
export function wallOf(moment: string, zone: string): string {
  const at = new Date(moment)
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' }).format(at)
  return `${dayOf(at, zone)}T${time}`
}

/** Returns yesterday at 18:00 in a zone, the start of last night. */
export function lastEvening(now: number, zone: string): string {
  const today = Date.parse(`${dayOf(new Date(now), zone)}T00:00:00Z`)
  const yesterday = new Date(today - DAY_MILLISECONDS).toISOString().slice(0, 10)
  return momentAt(`${yesterday}T18:00`, zone) ?? new Date(now - DAY_MILLISECONDS).toISOString()
}
