import { checkLateSchedules, type LateContext } from '../app/late-alerts.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'

/** A schedule that is late is noticed so much after it counts as late. */
const CHECK_MS = 10_000

/**
 * Looks for schedules that did not fire, first of all at the start: what came due while the server was away is told
 * before it is caught up.
 */
export async function startLateLoop(
  context: LateContext & { log: Log },
  { told, checkMs = CHECK_MS }: { told: () => void; checkMs?: number },
): Promise<AsyncDisposable> {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let checking = check()
  await checking

  async function check(): Promise<void> {
    try {
      if (await checkLateSchedules(context)) told()
    } catch (error) {
      context.log.error({ error: messageOf(error) }, 'Late schedules could not be looked for; trying again')
    }
    if (!stopped) timer = setTimeout(() => void (checking = check()), checkMs).unref()
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await checking
    },
  }
}
