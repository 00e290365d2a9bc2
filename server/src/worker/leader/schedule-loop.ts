import { isFinished } from '@flx/shared/executions/execution-status'

import { fireDueTicks, planSchedules, type FireContext } from '../../app/schedules/fire-schedules.ts'
import type { HoldStore } from '../../domain/executions/queue/hold-store.ts'
import type { EventLog, Wakes } from '../../domain/core/ports.ts'
import { startWakingLoop } from '../waking-loop.ts'

/** The longest sleep, after which a change of the clock or a suspended machine is noticed. */
const MAX_SLEEP_MS = 15_000
const PAGE = 500

/** Sleeps until a schedule is due and fires it; wakes for changes of schedules and ends of executions. */
export async function startScheduleLoop(
  context: FireContext & { events: EventLog; holds: HoldStore },
): Promise<AsyncDisposable> {
  /** Pipelines whose ticks wait for an execution to end. */
  const waiting = new Set<string>()
  /** Time of the last check for due ticks. */
  let lastRound = context.clock.now()
  let position = await context.events.head()

  /** Releases the waiting ticks of pipelines whose execution ended. */
  async function readEvents(): Promise<void> {
    for (;;) {
      const page = await context.events.after(position, PAGE)
      for (const event of page) {
        position = event.seq
        if (event.type === 'execution.changed' && isFinished(event.execution.status))
          waiting.delete(event.execution.pipelineId)
        if (event.type === 'pipeline.changed') waiting.delete(event.pipelineId)
      }
      if (page.length < PAGE) return
    }
  }

  return startWakingLoop({
    events: context.events,
    wakes: WAKES,
    log: context.log,
    failure: 'Could not process schedules; retrying',
    async round() {
      lastRound = context.clock.now()
      await readEvents()
      // The worker notices the end of a hold on its own; pages need an event.
      await context.holds.removeExpired(context.clock.now().toISOString())
      if ((await context.schedules.pause()) !== null) return
      await planSchedules(context)
      await fireDueTicks(context, waiting)
    },
    async sleepMs() {
      const now = context.clock.now()
      // Do not sleep past ticks that came due since the last round.
      const due = await context.schedules.nextDue(lastRound.toISOString())
      const end = await context.holds.nextEnd(now.toISOString())
      const waits = [due, end].flatMap((at) => (at === null ? [] : Date.parse(at) - now.getTime()))
      return Math.max(0, Math.min(...waits, MAX_SLEEP_MS))
    },
  })
}

/** What can make a schedule due, or end what its tick waits for. */
const WAKES: Wakes = {
  types: ['execution.changed', 'pipeline.changed', 'schedules.changed', 'holds.changed'],
  only: (event) => event.type !== 'execution.changed' || isFinished(event.execution.status),
}
