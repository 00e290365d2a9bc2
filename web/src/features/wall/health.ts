import type { Health } from '@flx/shared/operations/wall'

import { rateFloor } from '#web/lib/scale.ts'

const shareOf = ({ healthy, total }: Health): number | null => (total === 0 ? null : (healthy / total) * 100)

/** Rounded down, so that 100 means all of them. Null: none has executed. */
export function wholePercent(health: Health): number | null {
  const share = shareOf(health)
  return share === null ? null : Math.floor(share)
}

/** Points since a day ago; null when nothing had executed then. */
export function change(before: readonly Health[], now: Health): number | null {
  const [first] = before
  const then = first === undefined ? null : shareOf(first)
  const share = shareOf(now)
  if (then === null || share === null) return null
  // Adding zero makes −0 a 0.
  return Math.round(share - then) + 0
}

/** The lower end of the scale of the line, in per cent: below the lowest point, at a multiple of ten. */
export function floorOf(history: readonly Health[]): number {
  return rateFloor(history.flatMap((health) => shareOf(health) ?? []))
}

/** Places of the line in a square of 100, by time; moments at which nothing had executed are left out. */
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
