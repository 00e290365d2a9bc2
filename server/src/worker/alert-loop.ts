import type { LiveEvent } from '@flx/shared/live'

import { decideAlerts, type DecideContext } from '../app/decide-alerts.ts'
import { createDeliverer, type DeliverContext } from '../app/deliver-alerts.ts'
import type { EventLog } from '../domain/ports.ts'
import { startWakingLoop, type WakingLoop } from './waking-loop.ts'

/** Woken when a delivery was added by hand. */
export type AlertLoop = WakingLoop

const PAGE = 200
/** The longest sleep: a clock that was set forward does not hold messages back for hours. */
const LONGEST_SLEEP_MS = 60_000

/** Follows the event log for what alerts must say, and sends what is due. Both go on where a crash cut them off. */
export async function startAlertLoop(
  context: DecideContext & DeliverContext & { events: EventLog },
): Promise<AlertLoop> {
  const deliverDue = createDeliverer(context)
  let position = (await context.alerts.position()) ?? (await context.events.head())

  async function decideAll(stopped: () => boolean): Promise<void> {
    for (;;) {
      const page = await context.events.after(position, PAGE)
      for (const event of page) {
        if (stopped()) return
        // Most events are of no concern; only those that count are written down with their position.
        if (counts(event)) await decideAlerts(context, event)
        position = event.seq
      }
      if (page.length < PAGE) return
    }
  }

  return startWakingLoop({
    events: context.events,
    log: context.log,
    failure: 'The alerts could not be looked after; trying again',
    async round(stopped) {
      await decideAll(stopped)
      while (!stopped() && (await deliverDue()) > 0);
    },
    async sleepMs() {
      const due = await context.alerts.nextDue()
      if (due === null) return null
      const wait = Date.parse(due) - context.clock.now().getTime()
      return Math.min(Math.max(wait, 0), LONGEST_SLEEP_MS)
    },
  })
}

const counts = (event: LiveEvent): boolean =>
  event.type === 'execution.changed'
    ? event.execution.finishedAt !== null
    : event.type === 'pipeline.changed' && event.change === 'archived'
