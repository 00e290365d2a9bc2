import type { LiveEvent } from '@flx/shared/live/live'

import type { EventLog, NewEvent } from '../../domain/core/ports.ts'

const PAGE = 200
/** Events that do not count are skipped in memory only; after this many, the position is stored as well. */
const MAX_UNWRITTEN = 1000

/** The position of a follower of the event log. */
interface FollowerPosition {
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
  follower: FollowerPosition,
  {
    isRelevant,
    follow,
  }: { isRelevant: (event: NewEvent) => boolean; follow: (event: LiveEvent) => Promise<unknown> },
): Promise<(stopped: () => boolean) => Promise<void>> {
  let position = (await follower.position()) ?? (await startAt(await events.head()))
  let storedPosition = position
  return async (stopped) => {
    for (;;) {
      const page = await events.after(position, PAGE)
      for (const event of page) {
        if (stopped()) return
        if (isRelevant(event)) {
          await follow(event)
          storedPosition = event.seq
        }
        position = event.seq
      }
      if (position - storedPosition >= MAX_UNWRITTEN) {
        await follower.moveTo(position)
        storedPosition = position
      }
      if (page.length < PAGE) return
    }
  }

  /** Stores the starting position, from which a successor also continues, even before the first counted event. */
  async function startAt(head: number): Promise<number> {
    await follower.moveTo(head)
    return head
  }
}
