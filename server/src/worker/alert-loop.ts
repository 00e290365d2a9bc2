import type { LiveEvent } from '@flx/shared/live'

import { decideAlerts, type DecideContext } from '../app/decide-alerts.ts'
import { createDeliverer, type DeliverContext } from '../app/deliver-alerts.ts'
import { messageOf } from '../domain/errors.ts'
import type { EventLog } from '../domain/ports.ts'

export interface AlertLoop extends AsyncDisposable {
  /** A delivery was added by hand. */
  wake(): void
}

const PAGE = 200
const RETRY_MS = 5000
/** The longest sleep: a clock that was set forward does not hold messages back for hours. */
const LONGEST_SLEEP_MS = 60_000

/** Follows the event log for what alerts must say, and sends what is due. Both go on where a crash cut them off. */
export async function startAlertLoop(
  context: DecideContext & DeliverContext & { events: EventLog },
): Promise<AlertLoop> {
  const deliverDue = createDeliverer(context)
  let stopped = false
  let woken = true
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let position = (await context.alerts.position()) ?? (await context.events.head())

  function wake(): void {
    woken = true
    clearTimeout(timer)
    if (working !== undefined || stopped) return
    working = work().finally(() => {
      working = undefined
      if (woken) wake()
    })
  }

  async function work(): Promise<void> {
    try {
      while (woken && !stopped) {
        woken = false
        await decideAll()
        while (!stopped && (await deliverDue()) > 0);
      }
      if (!stopped) await sleep()
    } catch (error) {
      context.log.error({ error: messageOf(error) }, 'The alerts could not be looked after; trying again')
      timer = setTimeout(wake, RETRY_MS).unref()
    }
  }

  async function decideAll(): Promise<void> {
    for (;;) {
      const page = await context.events.after(position, PAGE)
      for (const event of page) {
        if (stopped) return
        // Most events are of no concern; only those that count are written down with their position.
        if (counts(event)) await decideAlerts(context, event)
        position = event.seq
      }
      if (page.length < PAGE) return
    }
  }

  async function sleep(): Promise<void> {
    const due = await context.alerts.nextDue()
    if (due === null) return
    const wait = Date.parse(due) - context.clock.now().getTime()
    timer = setTimeout(wake, Math.min(Math.max(wait, 0), LONGEST_SLEEP_MS)).unref()
  }

  const stopListening = context.events.onAppend(wake)
  wake()
  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopped = true
      stopListening()
      clearTimeout(timer)
      await working
    },
  }
}

const counts = (event: LiveEvent): boolean =>
  event.type === 'execution.changed'
    ? event.execution.finishedAt !== null
    : event.type === 'pipeline.changed' && event.change === 'archived'
