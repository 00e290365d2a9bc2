import { decideAlerts, type DecideContext } from '../../app/alerts/decide-alerts.ts'
import { createDeliverer, type DeliverContext } from '../../app/alerts/deliver-alerts.ts'
import type { EventLog, NewEvent } from '../../domain/core/ports.ts'
import { followEvents } from './follow-events.ts'
import { startWakingLoop } from '../waking-loop.ts'

/** The longest sleep, so that a change of the clock does not delay messages for hours. */
const MAX_SLEEP_MS = 60_000
/** Pause after a delivery that could not be recorded, which is due again at once. */
const PAUSE_MS = 1000

/**
 * Decides alerts from the event log, and sends due deliveries, each in its own loop, so that an unresponsive receiver delays
 * neither. Both continue where a crash interrupted them.
 */
export async function startAlertLoop(
  context: DecideContext & DeliverContext & { events: EventLog },
): Promise<AsyncDisposable> {
  const { events, log } = context
  await using loops = new AsyncDisposableStack()
  const decideAll = await followEvents(events, context.alerts, {
    isRelevant,
    follow: (event) => decideAlerts(context, event),
  })

  const deliverer = createDeliverer(context, () => delivering.wake())
  loops.use(deliverer)
  const delivering = loops.use(
    startWakingLoop({
      events,
      log,
      wakes: ['alert.changed'],
      failure: 'Could not send alerts; retrying',
      round: () => deliverer.begin(),
      async sleepMs() {
        const due = await deliverer.nextDue()
        if (due === null) return null
        const wait = Date.parse(due) - context.clock.now().getTime()
        return Math.min(Math.max(wait, PAUSE_MS), MAX_SLEEP_MS)
      },
    }),
  )
  loops.use(
    startWakingLoop({
      events,
      log,
      wakes: { types: ['execution.changed', 'pipeline.schemaChanged', 'pipeline.changed'], only: isRelevant },
      failure: 'Could not process alerts; retrying',
      round: decideAll,
      sleepMs: () => Promise.resolve(null),
    }),
  )
  return loops.move()
}

const isRelevant = (event: NewEvent): boolean =>
  event.type === 'execution.changed'
    ? event.execution.finishedAt !== null
    : event.type === 'pipeline.schemaChanged' ||
      (event.type === 'pipeline.changed' && event.change === 'archived')
