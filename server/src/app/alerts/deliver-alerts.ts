import { nextAttempt } from '../../domain/alerts/alert-rules.ts'
import type {
  AlertMessage,
  AlertSender,
  AlertStore,
  DeliveryOutcome,
  DueDelivery,
  ExcludedDeliveries,
} from '../../domain/alerts/alert-store.ts'
import { messageOf } from '../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import type { Log } from '../../domain/core/log.ts'
import { nowText, type AppContext } from '../core/context.ts'

export type DeliverContext = Pick<AppContext, 'clock'> & {
  alerts: AlertStore
  sender: AlertSender
  log: Log
}

const AT_ONCE = 50
/**
 * Maximum number of simultaneous deliveries to one channel, so that a receiver that does not answer blocks no
 * more.
 */
const AT_ONCE_PER_CHANNEL = 3

const DAMAGED = 'The settings of this channel are damaged in the database. Set them again.'

/** Pause after an outcome that could not be stored. */
const RETRY_MS = 5000

/** Sends deliveries in the background. Disposing waits for those in progress. */
export interface Deliverer extends AsyncDisposable {
  /**
   * Starts sending the due deliveries that are not in progress. Each outcome is written to the delivery log.
   */
  begin(): Promise<void>
  /** Returns when the next delivery that is not in progress is due; null if there is none. */
  nextDue(): Promise<string | null>
}

/**
 * Creates a deliverer. A slow receiver does not delay the others. A delivery counts as in progress until its
 * outcome is stored, so that it is not sent twice. `onSettled` is called after each delivery.
 */
export function createDeliverer(context: DeliverContext, onSettled: () => void): Deliverer {
  const stopping = new AbortController()
  const inProgress = new Map<string, { channelId: string; done: Promise<void> }>()
  const listExcluded = (): ExcludedDeliveries => ({
    ids: [...inProgress.keys()],
    channelIds: busyChannels([...inProgress.values()].map(({ channelId }) => channelId)),
  })
  return {
    async begin() {
      const due = await context.alerts.dueDeliveries(
        nowText(context),
        AT_ONCE - inProgress.size,
        listExcluded(),
      )
      for (const delivery of due) {
        const { id, channel } = delivery
        if (listExcluded().channelIds.includes(channel.id)) continue
        const done = deliver(context, delivery, stopping.signal)
          .catch((error: unknown) => {
            context.log.error(
              { delivery: id, error: messageOf(error) },
              'The outcome of a delivery was not stored',
            )
          })
          .then(() => {
            inProgress.delete(id)
            onSettled()
          })
        inProgress.set(id, { channelId: channel.id, done })
      }
    },
    nextDue: () => context.alerts.nextDue(listExcluded()),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.all([...inProgress.values()].map(({ done }) => done))
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
  signal: AbortSignal,
): Promise<void> {
  const attempt = attempts + 1
  const error =
    channel.damaged === undefined
      ? await problemOf(context.sender.send(channel.settings, message, id))
      : DAMAGED
  const outcome = outcomeOf(error, message, attempt, context.clock.now())
  if (error !== null) {
    context.log.warn({ channel: channel.name, attempts: attempt, error }, 'An alert could not be delivered')
  }
  const policy: RetryPolicy = {
    shouldRetry: () => true,
    pauseMs: RETRY_MS,
    onRetry: (failure) =>
      context.log.error(
        { delivery: id, error: messageOf(failure.error) },
        'The outcome of a delivery was not stored; retrying',
      ),
    signal,
  }
  await retry(context.clock, policy, () => context.alerts.settleDelivery(id, outcome, nowText(context)))
}

function outcomeOf(
  error: string | null,
  message: AlertMessage,
  attempts: number,
  now: Date,
): DeliveryOutcome {
  if (error === null) return { status: 'sent', attempts, error, nextAttemptAt: null }
  // A test serves the user who pressed the button, so it is never retried in the background.
  const nextAttemptAt = message.kind === 'test' ? null : nextAttempt(attempts, now)
  return { status: nextAttemptAt === null ? 'failed' : 'pending', attempts, error, nextAttemptAt }
}

const MAX_CHARACTERS = 1000

async function problemOf(sending: Promise<void>): Promise<string | null> {
  try {
    await sending
    return null
  } catch (error) {
    return messageOf(error).slice(0, MAX_CHARACTERS)
  }
}
