import type { LiveEvent } from '@flx/shared/live'

import { decideAlerts, type DecideContext } from '../app/decide-alerts.ts'
import { createDeliverer, type DeliverContext } from '../app/deliver-alerts.ts'
import type { EventLog } from '../domain/ports.ts'
import { startWakingLoop } from './waking-loop.ts'

export interface AlertLoop extends AsyncDisposable {
  /** A delivery was added by hand. */
  wake(): void
}

const PAGE = 200
/** The longest sleep: a clock that was set forward does not hold messages back for hours. */
const LONGEST_SLEEP_MS = 60_000
/** After one that could not be written down: the same one is due again at once. */
const PAUSE_MS = 1000

/**
 * Follows the event log for what alerts must say, and sends what is due, each in a loop of its own: a receiver that does
 * not answer holds up neither. Both go on where a crash cut them off.
 */
export async function startAlertLoop(
  context: DecideContext & DeliverContext & { events: EventLog },
): Promise<AlertLoop> {
  const { events, log } = context
  await using loops = new AsyncDisposableStack()
  let position = (await context.alerts.position()) ?? (await events.head())

  async function decideAll(stopped: () => boolean): Promise<void> {
    for (;;) {
      const page = await events.after(position, PAGE)
      for (const event of page) {
        if (stopped()) return
        // Most events are of no concern; only those that count are written down with their position.
        if (counts(event)) await decideAlerts(context, event)
        position = event.seq
      }
      if (page.length < PAGE) return
    }
  }

  const deliverer = createDeliverer(context, () => delivering.wake())
  loops.defer(() => deliverer.settled())
  const delivering = loops.use(
    startWakingLoop({
      events,
      log,
      failure: 'Alerts could not be sent; trying again',
      round: () => deliverer.begin(),
      async sleepMs() {
        const due = await deliverer.nextDue()
        if (due === null) return null
        const wait = Date.parse(due) - context.clock.now().getTime()
        return Math.min(Math.max(wait, PAUSE_MS), LONGEST_SLEEP_MS)
      },
    }),
  )
  loops.use(
    startWakingLoop({
      events,
      log,
      failure: 'The alerts could not be looked after; trying again',
      round: decideAll,
      sleepMs: () => Promise.resolve(null),
    }),
  )
  const running = loops.move()
  return { wake: () => delivering.wake(), [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const counts = (event: LiveEvent): boolean =>
  event.type === 'execution.changed'
    ? event.execution.finishedAt !== null
    : event.type === 'pipeline.changed' && event.change === 'archived'
