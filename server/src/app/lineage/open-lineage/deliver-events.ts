import { messageOf } from '../../../domain/core/errors.ts'
import { afterFailure, type DueEvent, type SendOutcome } from '../../../domain/lineage/open-lineage/outbox.ts'
import { EventRefused, type EventSender } from '../../../domain/lineage/open-lineage/sender.ts'
import { nowText, type AppContext } from '../../core/context.ts'

export type DeliverContext = Pick<AppContext, 'clock' | 'log' | 'openLineage'> & { sender: EventSender }

/** Maximum number of executions whose events are sent at the same time. */
const AT_ONCE = 4
const MAX_CHARACTERS = 1000

/**
 * Sends due events until none is left, one event per execution at a time. An event whose outcome is not
 * stored is sent again: at-least-once delivery.
 */
export async function deliverEvents(context: DeliverContext, isStopped: () => boolean): Promise<void> {
  while (!isStopped()) {
    const { settings, pausedUntil, failures, damaged = [] } = await context.openLineage.connection()
    const now = nowText(context)
    if (!settings.isActive || damaged.length > 0) return
    if (pausedUntil !== null && pausedUntil > now) return
    // While sending fails, a single event probes the receiver.
    const due = await context.openLineage.due(
      now,
      settings.transport === 'file' || failures > 0 ? 1 : AT_ONCE,
    )
    if (due.length === 0) return
    await Promise.all(
      due.map(async (event) => {
        const outcome = await attempt(context, settings, event, failures)
        const settled = { id: event.id, attempts: event.attempts + 1 }
        await context.openLineage.settle(settled, outcome, nowText(context))
      }),
    )
  }
}

async function attempt(
  { sender, clock, log }: DeliverContext,
  settings: Parameters<EventSender['send']>[0],
  { payload, attempts, executionId }: DueEvent,
  failures: number,
): Promise<SendOutcome> {
  try {
    await sender.send(settings, payload)
    return { kind: 'sent' }
  } catch (error) {
    const message = messageOf(error).slice(0, MAX_CHARACTERS)
    const failure = {
      attempts: attempts + 1,
      failures: failures + 1,
      refused: error instanceof EventRefused,
      error: message,
    }
    const outcome = afterFailure(failure, clock.now())
    log.warn(
      { executionId, attempts: failure.attempts, outcome: outcome.kind, error: message },
      'An OpenLineage event could not be sent',
    )
    return outcome
  }
}

/** Returns when the next event is due; null if there is none. */
export async function nextAttempt({
  openLineage,
}: Pick<DeliverContext, 'openLineage'>): Promise<string | null> {
  const { settings, pausedUntil, damaged = [] } = await openLineage.connection()
  if (!settings.isActive || damaged.length > 0) return null
  const due = await openLineage.nextDue()
  return due !== null && pausedUntil !== null && pausedUntil > due ? pausedUntil : due
}
