import { momentOf, wallTime } from '../core/zone-clock.ts'
import { COMPARED_DAYS, COMPARED_WEEKS, NEAR_MS } from './expected-band.ts'

const DAY = 86_400_000

/** Half-open, milliseconds since 1970. */
export interface BandRange {
  from: number
  to: number
}

/**
 * Returns the ranges that hold the executions to compare with those at `moments`: the same time of day on earlier days and
 * weeks, by the zone's clock. Oldest first, without overlaps.
 */
export function bandRanges(moments: readonly number[], timezone: string): BandRange[] {
  const days = [
    ...Array.from({ length: COMPARED_DAYS }, (_, index) => index + 1),
    ...Array.from({ length: COMPARED_WEEKS }, (_, index) => 7 * (index + 1)).filter(
      (daysBack) => daysBack > COMPARED_DAYS,
    ),
  ]
  const ranges = moments.flatMap((moment) => {
    const wall = wallTime(timezone, moment)
    return days.map((daysBack) => {
      const at = momentOf(timezone, wall - daysBack * DAY)
      return { from: at - NEAR_MS, to: Math.min(moment, at + NEAR_MS + 1) }
    })
  })
  const merged: BandRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  return merged
}
