import { AppError } from '../../../domain/core/errors.ts'
import type { Clock } from '../../../domain/core/ports.ts'

/** Events that one sender can send per minute; beyond that it is asked to wait. */
const MAX_EVENTS = 3000
const WINDOW_MS = 60_000
const MAX_SENDERS = 1000

/**
 * Limits the events of each sender: an API token, or a user without one. Each server process counts
 * separately. Throws AppError `too-many-requests`.
 */
export function boundEventRate(clock: Clock): (sender: string, events: number) => void {
  const windows = new Map<string, { since: number; events: number }>()
  return (sender, events) => {
    const now = clock.now().getTime()
    const before = windows.get(sender)
    const window =
      before === undefined || now - before.since >= WINDOW_MS || now < before.since
        ? { since: now, events: 0 }
        : before
    if (window.events + events > MAX_EVENTS) {
      const seconds = Math.ceil((window.since + WINDOW_MS - now) / 1000)
      throw new AppError(
        'too-many-requests',
        `At most ${MAX_EVENTS} events a minute are accepted from one sender. Try again in ${seconds} seconds.`,
      )
    }
    windows.delete(sender)
    windows.set(sender, { ...window, events: window.events + events })
    const [oldest] = windows.keys()
    if (windows.size > MAX_SENDERS && oldest !== undefined) windows.delete(oldest)
  }
}
