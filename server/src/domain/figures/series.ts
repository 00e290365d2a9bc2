import type { SeriesUnit } from '@flx/shared/operations/statistics'

import { momentOf, wallTime } from '../core/zone-clock.ts'
import type { Period } from './statistics-store.ts'

export const QUARTER = 15 * 60_000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * Picks the unit: hours up to three days, days up to a quarter of a year, weeks up to two years, then months; about a hundred
 * bars at most.
 */
export function seriesUnit({ from, to }: Period): SeriesUnit {
  const length = to - from
  if (length <= 3 * DAY + HOUR) return 'hour'
  if (length <= 93 * DAY) return 'day'
  return length <= 731 * DAY ? 'week' : 'month'
}

/**
 * Cuts a period at the hours, days, weeks (from Monday) or months of a time zone. A day that changes the clock has 23 or 25
 * hours. The first and last part can be shorter.
 */
export function cutPeriod({ from, to }: Period, unit: SeriesUnit, timezone: string): Period[] {
  const parts: Period[] = []
  for (let at = from; at < to;) {
    const next = Math.min(to, Math.max(at + QUARTER, nextStart(at, unit, timezone)))
    parts.push({ from: at, to: next })
    at = next
  }
  return parts
}

function nextStart(at: number, unit: SeriesUnit, timezone: string): number {
  const wall = wallTime(timezone, at)
  // Hours are counted from the moment itself: a repeated hour gives two bars.
  if (unit === 'hour') return at + HOUR - (((wall % HOUR) + HOUR) % HOUR)
  const date = new Date(wall)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (unit === 'month') return momentOf(timezone, Date.UTC(year, month + 1, 1))
  const days = unit === 'day' ? 1 : 7 - ((date.getUTCDay() + 6) % 7)
  return momentOf(timezone, Date.UTC(year, month, day + days))
}
