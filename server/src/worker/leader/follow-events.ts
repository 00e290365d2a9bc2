import type { LiveEvent } from '@flx/shared/live/live'

import type { EventLog, NewEvent } from '../../domain/core/ports.ts'

const PAGE = 200
/** Events that do not count are skipped in memory only; after this many, the position is stored as well. */
const MAX_UNWRITTEN = 1000

/** The position of a follower of the event log. */
interface Place {
  /** Returns the `seq` of the last processed event; null if there is none. */
  position(): Promise<number | null>
  moveTo(position: number): Promise<void>
}

/**
 * Returns a round that processes all new events that count, once each: `follow` stores its result together with the position.
 * The log keeps events that a follower has not seen, so the position also advances when no events count.
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
      if (position - written >= MAX_UNWRITTEN) {
        await place.moveTo(position)
        written = position
      }
      if (page.length < PAGE) return
    }
  }

  /** Stores the starting position, from which a successor also continues, even before the first counted event. */
  async function startAt(head: number): Promise<number> {
    await place.moveTo(head)
    return head
  }
}
