import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { EventLog, Wakes } from '../domain/core/ports.ts'

export interface WakingLoop extends AsyncDisposable {
  /** Runs another round, at once or after the running one. */
  wake(): void
}

const RETRY_MS = 5000

/**
 * Runs rounds of work, one at a time: at the start, after events that concern it, and after each sleep. A failed round is
 * repeated. Disposing waits for the running round.
 */
export function startWakingLoop(options: {
  events: EventLog
  /** Whether an event concerns the loop. */
  wakes: Wakes
  log: Log
  /** Logged when a round fails. */
  failure: string
  /**
   * Runs one round; it should end early once `stopped` returns true. With `listenFor` it changes what concerns the loop,
   * before it reads what these events report: what happens after that is another round.
   */
  round: (stopped: () => boolean, listenFor: (wakes: Wakes) => void) => Promise<void>
  /** Returns how long to sleep when nothing is left to do, in ms; null = until the next event. */
  sleepMs: () => Promise<number | null>
}): WakingLoop {
  const { events, wakes, log, round, sleepMs, failure } = options
  let stopped = false
  let woken = true
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let listened = wakes
  let stopListening = events.onAppend(wake, wakes)

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
        await round(() => stopped, listenFor)
      }
      if (stopped) return
      const ms = await sleepMs()
      if (ms !== null) timer = setTimeout(wake, ms).unref()
    } catch (error) {
      log.error({ error: messageOf(error) }, failure)
      listenFor(wakes)
      timer = setTimeout(wake, RETRY_MS).unref()
    }
  }

  function listenFor(next: Wakes): void {
    if (stopped || next === listened) return
    stopListening()
    listened = next
    stopListening = events.onAppend(wake, next)
  }

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
