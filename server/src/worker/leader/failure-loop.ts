import { endsFailures, followFailures } from '../../app/failures/follow-failures.ts'
import type { AppContext } from '../../app/core/context.ts'
import { followEvents } from './follow-events.ts'
import { startWakingLoop, type WakingLoop } from '../waking-loop.ts'

/** Follows the event log for what ends failures, and continues where it was interrupted. */
export async function startFailureLoop(
  context: Pick<AppContext, 'failures' | 'events' | 'clock' | 'log'>,
): Promise<WakingLoop> {
  const { events, log, failures } = context
  const round = await followEvents(events, failures, {
    isRelevant: endsFailures,
    follow: (event) => followFailures(context, event),
  })
  return startWakingLoop({
    events,
    log,
    wakes: { types: ['execution.changed', 'pipeline.changed'], only: endsFailures },
    failure: 'Could not follow failures; retrying',
    round,
    sleepMs: () => Promise.resolve(null),
  })
}
