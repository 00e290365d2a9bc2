import { nextAttempt } from '../domain/alert-rules.ts'
import type { AlertSender, AlertStore, DueDelivery, NotNow } from '../domain/alert-store.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import { nowText, type AppContext } from './context.ts'

export type DeliverContext = Pick<AppContext, 'clock'> & {
  alerts: AlertStore
  sender: AlertSender
  log: Log
}

const AT_ONCE = 50
/** A receiver that does not answer takes no more of them. */
const AT_ONCE_PER_CHANNEL = 3

/** After one that could not be written down. */
const RETRY_MS = 5000

export interface Deliverer {
  /** Begins to send what is due and not under way, each with its outcome in the delivery log. */
  begin(): Promise<void>
  /** When the next one is due that is not under way; null for none. */
  nextDue(): Promise<string | null>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

/**
 * Sends deliveries. One receiver that is slow holds up no other. One that was sent and could not be written down is
 * remembered, so that the next try writes it down instead of sending twice. `onSettled` hears of each end.
 */
export function createDeliverer(context: DeliverContext, onSettled: () => void): Deliverer {
  const sent = new Set<string>()
  const underWay = new Map<string, { channelId: string; done: Promise<void> }>()
  const notNow = (): NotNow => ({
    ids: [...underWay.keys()],
    channelIds: busyChannels([...underWay.values()].map(({ channelId }) => channelId)),
  })
  return {
    async begin() {
      const due = await context.alerts.dueDeliveries(nowText(context), AT_ONCE - underWay.size, notNow())
      for (const delivery of due) {
        const { id, channel } = delivery
        if (notNow().channelIds.includes(channel.id)) continue
        const done = deliver(context, delivery, sent).then(
          () => {
            underWay.delete(id)
            onSettled()
          },
          (error: unknown) => {
            underWay.delete(id)
            context.log.error(
              { delivery: id, error: messageOf(error) },
              'A delivery could not be written down',
            )
            setTimeout(onSettled, RETRY_MS).unref()
          },
        )
        underWay.set(id, { channelId: channel.id, done })
      }
    },
    nextDue: () => context.alerts.nextDue(notNow()),
    async settled() {
      await Promise.all([...underWay.values()].map(({ done }) => done))
    },
  }
}

function busyChannels(channelIds: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const id of channelIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].flatMap(([id, count]) => (count >= AT_ONCE_PER_CHANNEL ? [id] : []))
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
