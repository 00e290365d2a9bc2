import { endsFailures, followFailures } from '../../app/failures/follow-failures.ts'
import type { AppContext } from '../../app/core/context.ts'
import { startWakingLoop, type WakingLoop } from '../waking-loop.ts'

const PAGE = 200

/** Follows the event log for what lets causes of failures recover, and continues where it was cut off. */
export async function startFailureLoop(
  context: Pick<AppContext, 'failures' | 'events' | 'clock' | 'log'>,
): Promise<WakingLoop> {
  const { events, log, failures } = context
  let position = (await failures.position()) ?? (await events.head())
  return startWakingLoop({
    events,
    log,
    wakes: endsFailures,
    failure: 'Could not follow failures; retrying',
    async round(stopped) {
      for (;;) {
        const page = await events.after(position, PAGE)
        for (const event of page) {
          if (stopped()) return
          if (endsFailures(event)) await followFailures(context, event)
          position = event.seq
        }
        if (page.length < PAGE) return
      }
    },
    sleepMs: () => Promise.resolve(null),
  })
}
