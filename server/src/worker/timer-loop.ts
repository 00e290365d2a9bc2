import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'

/**
 * Rounds of work by the clock, one at a time: at the start, and again after each pause. A round that fails is done
 * again after `pauseMs`. Disposing waits for the round under way.
 */
export function startTimerLoop(options: {
  log: Log
  /** For the log, when a round fails. */
  failure: string
  pauseMs: number
  /** Gives the pause after it in ms where that is not `pauseMs`. */
  round: () => Promise<number | void>
}): AsyncDisposable & { first: Promise<void> } {
  const { log, failure, pauseMs, round } = options
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let working = work()

  async function work(): Promise<void> {
    let pause = pauseMs
    try {
      pause = (await round()) ?? pauseMs
    } catch (error) {
      log.error({ error: messageOf(error) }, failure)
    }
    if (!stopped) timer = setTimeout(() => void (working = work()), pause).unref()
  }

  return {
    first: working,
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}
