import type { LiveEvent } from '@flx/shared/live/live'

import type { EventLog, NewEvent } from '../../domain/core/ports.ts'

const PAGE = 200
/** Events that do not count are passed over in memory; after so many the new place is written down, too. */
const MOST_UNWRITTEN = 1000

/** Where a follower of the event log has come to. */
interface Place {
  /** `seq` of the last event that was dealt with; null when none was. */
  position(): Promise<number | null>
  moveTo(position: number): Promise<void>
}

/**
 * A round that deals with all new events that count, each once: `follow` writes down what it made of one together with its
 * position. The log keeps what a follower has not seen, so it must not stay behind for want of events that count.
 */
export async function followEvents(
  events: EventLog,
  place: Place,
  {
    counts,
    follow,
  }: { counts: (event: NewEvent) => boolean; follow: (event: LiveEvent) => Promise<unknown> },
): Promise<(stopped: () => boolean) => Promise<void>> {
  let position = (await place.position()) ?? (await startAt(await events.head()))
  let written = position
  return async (stopped) => {
    for (;;) {
      const page = await events.after(position, PAGE)
      for (const event of page) {
        if (stopped()) return
        if (counts(event)) {
          await follow(event)
          written = event.seq
        }
        position = event.seq
      }
      if (position - written >= MOST_UNWRITTEN) {
        await place.moveTo(position)
        written = position
      }
      if (page.length < PAGE) return
    }
  }

  /** Who takes over before anything counted continues from here, too. */
  async function startAt(head: number): Promise<number> {
    await place.moveTo(head)
    return head
  }
}
