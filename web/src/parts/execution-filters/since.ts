import { lastVisit } from '#web/lib/last-visit.ts'
import { lastEvening } from '#web/lib/time/wall-time.ts'

/** Spans that move with the clock: each has its own start and lasts until now. */
export const SINCE = ['hour', 'night', 'look'] as const
export type Since = (typeof SINCE)[number]

export const isSince = (text: string | undefined): text is Since => SINCE.some((since) => since === text)

const HOUR = 3_600_000
/** The start of the last hour moves in steps, because the list is reloaded whenever its filter changes. */
const STEP = 600_000

/** Returns when the span starts, or undefined if this browser has not visited before. */
export function sinceMoment(since: Since, zone: string, now: number): string | undefined {
  switch (since) {
    case 'hour':
      return new Date(Math.floor((now - HOUR) / STEP) * STEP).toISOString()
    case 'night':
      return lastEvening(now, zone)
    case 'look':
      return lastVisit()
  }
}
