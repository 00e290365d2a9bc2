const AGO = /^(\d{1,6}|an?|one)\s+(second|minute|hour|day|week|month|year)s?\s+ago$/i

/**
 * Converts `yesterday`, `today`, `now`, `tomorrow` and `3 days ago` to ISO-8601 UTC, as Meltano does for dates. Undefined for
 * any other text, which is left unchanged.
 */
export function relativeDate(text: string, now: Date): string | undefined {
  const words = text.trim().toLowerCase()
  const day = DAYS[words]
  if (day !== undefined) return shiftDate(now, 'day', day)
  const ago = AGO.exec(words)
  if (ago === null) return undefined
  const count = Number(ago[1])
  return shiftDate(now, (ago[2] ?? 'day') as Unit, -(Number.isNaN(count) ? 1 : count))
}

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'
const DAYS: Record<string, number> = { now: 0, today: 0, yesterday: -1, tomorrow: 1 }
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 }

function shiftDate(now: Date, unit: Unit, count: number): string | undefined {
  const date = new Date(now)
  if (unit === 'month' || unit === 'year') {
    const day = date.getUTCDate()
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() + count * (unit === 'year' ? 12 : 1))
    const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, lastDay))
  } else date.setTime(date.getTime() + count * SECONDS[unit] * 1000)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
