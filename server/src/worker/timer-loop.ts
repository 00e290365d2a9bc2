import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'

/**
 * Runs rounds of work on a timer, one at a time: at the start, and again after each pause. A failed round is repeated after
 * `pauseMs`. Disposing waits for the running round.
 */
export function startTimerLoop(options: {
  log: Log
  /** Logged when a round fails. */
  failure: string
  pauseMs: number
  /** Returns the pause after it in ms, if it differs from `pauseMs`. */
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
