/** A second, independent account of when a schedule is due: it checks the clock every minute. */
export interface SeenTick {
  at: number
  why: 'shown' | 'made up for'
}

interface Fields {
  minutes: readonly number[] | '*'
  hours: readonly number[] | '*'
  weekdays: readonly number[] | '*'
}

const MINUTE_MS = 60_000

/** Checks the clock of the zone at every minute from `from` up to `to`. */
export function walkTheClock(fields: Fields, timezone: string, from: number, to: number): SeenTick[] {
  const read = wallOf(timezone)
  const isWildcard = fields.minutes === '*' || fields.hours === '*'
  const isNamed = (wall: number): boolean => {
    const date = new Date(wall)
    return (
      holds(fields.minutes, date.getUTCMinutes()) &&
      holds(fields.hours, date.getUTCHours()) &&
      holds(fields.weekdays, date.getUTCDay())
    )
  }
  const kept = new Set<number>()
  const ticks: SeenTick[] = []
  let owed = 0
  let before = read(from - MINUTE_MS)
  for (let at = from; at <= to; at += MINUTE_MS) {
    const wall = read(at)
    if (!isWildcard) {
      for (let gone = before + MINUTE_MS; gone < wall; gone += MINUTE_MS) if (isNamed(gone)) owed += 1
    }
    before = wall
    const isDue = isNamed(wall) && (isWildcard || !kept.has(wall))
    kept.add(wall)
    if (isDue) ticks.push({ at, why: 'shown' })
    else if (owed > 0) {
      owed -= 1
      ticks.push({ at, why: 'made up for' })
    }
  }
  return ticks
}

const holds = (field: readonly number[] | '*', value: number): boolean =>
  field === '*' || field.includes(value)

/** Read from the runtime's formatted text, slow but reliable; each minute once. */
function wallOf(timezone: string): (at: number) => number {
  const known = walls.get(timezone) ?? new Map<number, number>()
  walls.set(timezone, known)
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (at) => {
    const before = known.get(at)
    if (before !== undefined) return before
    const wall = Date.parse(`${format.format(at).replace(' ', 'T')}Z`)
    known.set(at, wall)
    return wall
  }
}

const walls = new Map<string, Map<number, number>>()
