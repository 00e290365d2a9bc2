import { lastLook } from '#web/lib/last-look.ts'
import { lastEvening } from '#web/lib/time/wall-time.ts'

/** Spans that move with the clock: they begin at a moment of their own and last until now. */
export const SINCE = ['hour', 'night', 'look'] as const
export type Since = (typeof SINCE)[number]

export const isSince = (text: string | undefined): text is Since => SINCE.some((known) => known === text)

const HOUR = 3_600_000
/** A list is loaded again when its filter changes: the last hour moves on in steps. */
const STEP = 600_000

/** When the span begins; undefined when this browser has not looked before. */
export function sinceMoment(since: Since, zone: string, now: number): string | undefined {
  switch (since) {
    case 'hour':
      return new Date(Math.floor((now - HOUR) / STEP) * STEP).toISOString()
    case 'night':
      return lastEvening(now, zone)
    case 'look':
      return lastLook()
  }
}
