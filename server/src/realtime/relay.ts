import type { LiveEvent } from '@flx/shared/live/live'

import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { Clock, EventLog } from '../domain/core/ports.ts'
import { retry, type RetryPolicy } from '../domain/core/retry.ts'

/** Follows the event log and passes on each event once, in the order of `seq`. */
export interface Relay extends AsyncDisposable {
  /** Returns the `seq` of the last event passed on. */
  position(): number
}

const PAGE = 500
const RETRY_MS = 1000

/** Starts a relay at the current end of the log. Appends wake it; failed reads are retried. */
export async function startRelay(
  { events, clock, log }: { events: EventLog; clock: Clock; log: Log },
  emit: (event: LiveEvent) => void,
): Promise<Relay> {
  const stopping = new AbortController()
  const { signal } = stopping
  const policy: RetryPolicy = {
    shouldRetry: () => true,
    pauseMs: RETRY_MS,
    onRetry: ({ error }) => log.error({ error: messageOf(error) }, 'Could not read the event log; retrying'),
    signal,
  }
  let woken = false
  let reading: Promise<void> | undefined
  let position = await events.head()
  const stopListening = events.onAppend(() => wake())

  function wake(): void {
    woken = true
    if (reading !== undefined || signal.aborted) return
    reading = drain().finally(() => {
      reading = undefined
      // Woken while the last read was ending.
      if (woken) wake()
    })
  }

  async function drain(): Promise<void> {
    try {
      while (woken && !signal.aborted) {
        woken = false
        for (;;) {
          const page = await retry(clock, policy, () => events.after(position, PAGE))
          for (const event of page) {
            position = event.seq
            emit(event)
          }
          if (page.length < PAGE || signal.aborted) break
        }
      }
    } catch (error) {
      if (!signal.aborted) log.error({ error: messageOf(error) }, 'Could not send live events')
    }
  }

  wake()
  return {
    position: () => position,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      woken = false
      stopListening()
      await reading
    },
  }
}
