import type { RetentionPasses } from '../../app/operations/retention.ts'
import type { Log } from '../../domain/core/log.ts'
import type { Clock } from '../../domain/core/ports.ts'
import { nextPassAt, type RetentionStore } from '../../domain/operations/retention.ts'
import { startTimerLoop } from '../timer-loop.ts'

/** The longest sleep, because the hour or the clock can change. */
const MAX_SLEEP_MS = 300_000

/** Starts a pass every night at the policy's hour; catches up on a missed pass and continues an interrupted one. */
export function startRetentionLoop(context: {
  passes: RetentionPasses
  retention: RetentionStore
  clock: Clock
  log: Log
  /** No other server would continue a pass whose server was killed. */
  isAlone: boolean
}): AsyncDisposable {
  const { passes, retention, clock, log, isAlone } = context
  const startedAt = clock.now()
  let isFirst = true
  return startTimerLoop({
    log,
    failure: 'Could not check the retention; retrying',
    pauseMs: MAX_SLEEP_MS,
    async round() {
      const { hour } = await retention.policy()
      const last = await retention.lastPass()
      const wasInterrupted = isAlone && isFirst && last !== null && last.finishedAt === null
      isFirst = false
      if (wasInterrupted && !(await passes.show()).isRunning) {
        log.info({ trigger: last.trigger }, 'Continuing the interrupted clean-up')
        await passes.begin(last.trigger)
        await passes.settled()
        return MAX_SLEEP_MS
      }
      const due = nextPassAt(hour, last === null ? startedAt : new Date(last.startedAt))
      const wait = due.getTime() - clock.now().getTime()
      if (wait > 0) return Math.min(wait, MAX_SLEEP_MS)
      await passes.settled()
      await passes.begin('nightly')
      await passes.settled()
      return MAX_SLEEP_MS
    },
  })
}
