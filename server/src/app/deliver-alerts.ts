import { nextAttempt } from '../domain/alert-rules.ts'
import type { AlertSender, AlertStore, DueDelivery } from '../domain/alert-store.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import { nowText, type AppContext } from './context.ts'

export type DeliverContext = Pick<AppContext, 'clock'> & {
  alerts: AlertStore
  sender: AlertSender
  log: Log
}

const AT_ONCE = 10

/** Sends what is due, each with its outcome in the delivery log. Gives how many were tried. */
export async function deliverDueAlerts(context: DeliverContext): Promise<number> {
  const due = await context.alerts.dueDeliveries(nowText(context), AT_ONCE)
  await Promise.all(due.map((delivery) => deliver(context, delivery)))
  return due.length
}

async function deliver(
  context: DeliverContext,
  { id, attempts, message, channel }: DueDelivery,
): Promise<void> {
  const tried = attempts + 1
  try {
    await context.sender.send(channel.settings, message, id)
    const sent = { status: 'sent', attempts: tried, error: null, nextAttemptAt: null } as const
    await context.alerts.settleDelivery(id, sent, nowText(context))
  } catch (error) {
    // A test is for the one who pressed the button: it is not repeated behind their back.
    const next = message.kind === 'test' ? null : nextAttempt(tried, context.clock.now())
    const status = next === null ? 'failed' : 'pending'
    const reason = messageOf(error).slice(0, 1000)
    context.log.warn({ channel: channel.name, attempts: tried, reason }, 'An alert could not be delivered')
    await context.alerts.settleDelivery(
      id,
      { status, attempts: tried, error: reason, nextAttemptAt: next },
      nowText(context),
    )
  }
}
