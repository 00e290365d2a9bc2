import type { Health } from '@flx/shared/operations/wall'

import { rateFloor } from '#web/lib/scale.ts'

const shareOf = ({ healthy, total }: Health): number | null => (total === 0 ? null : (healthy / total) * 100)

/**
 * Returns the health in whole per cent, rounded down, so that 100 means all pipelines. Null if none has
 * executed.
 */
export function wholePercent(health: Health): number | null {
  const share = shareOf(health)
  return share === null ? null : Math.floor(share)
}

/** Returns the change since a day ago in percentage points, or null if nothing had executed then. */
export function change(before: readonly Health[], now: Health): number | null {
  const [first] = before
  const previousShare = first === undefined ? null : shareOf(first)
  const currentShare = shareOf(now)
  if (previousShare === null || currentShare === null) return null
  // Adding zero turns −0 into 0.
  return Math.round(currentShare - previousShare) + 0
}

/** Returns the lower end of the line's scale in per cent: a multiple of ten below the lowest point. */
export function floorOf(history: readonly Health[]): number {
  return rateFloor(history.flatMap((health) => shareOf(health) ?? []))
}

/**
 * Returns the points of the line in a square of 100, by time. Moments at which nothing had executed are left
 * out.
 */
export function points(history: readonly Health[], floor: number): { x: number; y: number }[] {
  const from = Date.parse(history[0]?.at ?? '')
  const to = Date.parse(history.at(-1)?.at ?? '')
  return history.flatMap((health) => {
    const share = shareOf(health)
    if (share === null) return []
    const x = to === from ? 100 : ((Date.parse(health.at) - from) / (to - from)) * 100
    // A line at the very top would be cut in half.
    return { x, y: 100 - ((share - floor) / (100 - floor)) * 96 }
  })
}
