import type { RetentionPasses } from '../app/retention.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Clock } from '../domain/ports.ts'
import { nextPassAt, type RetentionStore } from '../domain/retention.ts'

/** The longest sleep: the hour may be changed, and a clock may be set. */
const LONGEST_SLEEP_MS = 300_000

/** Begins a pass every night at the hour of the policy; one that was missed is made up for. */
export function startRetentionLoop(context: {
  passes: RetentionPasses
  retention: RetentionStore
  clock: Clock
  log: Log
}): AsyncDisposable {
  const { passes, retention, clock, log } = context
  const startedAt = clock.now()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking = look()

  async function look(): Promise<void> {
    let wait = LONGEST_SLEEP_MS
    try {
      const { hour } = await retention.policy()
      const last = await retention.lastPass()
      const due = nextPassAt(hour, last === null ? startedAt : new Date(last.startedAt))
      if (due <= clock.now()) {
        await passes.settled()
        passes.begin('nightly')
        await passes.settled()
      } else wait = Math.min(wait, due.getTime() - clock.now().getTime())
    } catch (error) {
      log.error({ error: messageOf(error) }, 'The retention could not be looked after; trying again')
    }
    if (!stopped) timer = setTimeout(() => void (looking = look()), wait).unref()
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
