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

/**
 * What sends the due deliveries, each with its outcome in the delivery log. A call gives how many were tried. One that
 * was sent and could not be written down is remembered, so that the next call writes it down instead of sending twice.
 */
export function createDeliverer(context: DeliverContext): () => Promise<number> {
  const sent = new Set<string>()
  return async () => {
    const due = await context.alerts.dueDeliveries(nowText(context), AT_ONCE)
    await Promise.all(due.map((delivery) => deliver(context, delivery, sent)))
    return due.length
  }
}

async function deliver(
  context: DeliverContext,
  { id, attempts, message, channel }: DueDelivery,
  sent: Set<string>,
): Promise<void> {
  const tried = attempts + 1
  const reason = sent.has(id) ? null : await problemOf(context.sender.send(channel.settings, message, id))
  if (reason === null) {
    sent.add(id)
    const settled = { status: 'sent', attempts: tried, error: null, nextAttemptAt: null } as const
    await context.alerts.settleDelivery(id, settled, nowText(context))
    sent.delete(id)
    return
  }
  // A test is for the one who pressed the button: it is not repeated behind their back.
  const next = message.kind === 'test' ? null : nextAttempt(tried, context.clock.now())
  context.log.warn({ channel: channel.name, attempts: tried, reason }, 'An alert could not be delivered')
  await context.alerts.settleDelivery(
    id,
    {
      status: next === null ? 'failed' : 'pending',
      attempts: tried,
      error: reason,
      nextAttemptAt: next,
    },
    nowText(context),
  )
}

const MOST_CHARACTERS = 1000

async function problemOf(sending: Promise<void>): Promise<string | null> {
  try {
    await sending
    return null
  } catch (error) {
    return messageOf(error).slice(0, MOST_CHARACTERS)
  }
}
