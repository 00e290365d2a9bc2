import {
  deliverEvents,
  nextAttempt,
  type DeliverContext,
} from '../../app/lineage/open-lineage/deliver-events.ts'
import {
  followExecutions,
  leadsToRunEvents,
  type FollowContext,
} from '../../app/lineage/open-lineage/follow-executions.ts'
import type { Wakes } from '../../domain/core/ports.ts'
import { startWakingLoop, type WakingLoop } from '../waking-loop.ts'

/** The longest sleep while events wait, so that a change of the clock does not delay them. */
const MAX_SLEEP_MS = 30_000
const MIN_SLEEP_MS = 250

const WHILE_OFF: Wakes = ['openLineage.changed']
const WHILE_ON: Wakes = {
  types: ['execution.changed', 'openLineage.changed'],
  only: (event) => leadsToRunEvents(event) || event.type === 'openLineage.changed',
}

/** Follows executions and sends their run events. Continues where a crash interrupted it. */
export function startOpenLineageLoop(context: FollowContext & DeliverContext): WakingLoop {
  const { events, log, clock } = context
  let isOn = true
  return startWakingLoop({
    events,
    log,
    wakes: WHILE_ON,
    failure: 'Could not process OpenLineage events; retrying',
    async round(stopped, listenFor) {
      for (;;) {
        isOn = (await context.openLineage.position()) !== null
        // Most servers are not connected to a receiver: nothing but turning it on concerns them.
        listenFor(isOn ? WHILE_ON : WHILE_OFF)
        if (!isOn) return
        const atEnd = await followExecutions(context, stopped)
        await deliverEvents(context, stopped)
        // Sending made room for more events from the log.
        if (atEnd || stopped() || (await nextAttempt(context)) !== null) return
      }
    },
    async sleepMs() {
      if (!isOn) return null
      const due = await nextAttempt(context)
      if (due === null) return null
      const wait = Date.parse(due) - clock.now().getTime()
      return Math.min(Math.max(wait, MIN_SLEEP_MS), MAX_SLEEP_MS)
    },
  })
}
