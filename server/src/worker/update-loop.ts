import { fetchNewestVersions } from '../app/plugins/fetch-newest-versions.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { EngineContext } from '../engine/engine-context.ts'

/** Delay at startup, which is busy enough. */
const FIRST_DELAY_MS = 2 * 60_000
/** Each plugin is checked once a day; the more frequent rounds find newly installed ones. */
const INTERVAL_MS = 3_600_000

/** Keeps the newest versions of the installed plugins up to date. */
export function startUpdateLoop(
  context: Pick<EngineContext, 'plugins' | 'installer' | 'clock' | 'log'>,
): AsyncDisposable {
  const stop = new AbortController()
  let checking: Promise<void> = Promise.resolve()
  let timer = schedule(FIRST_DELAY_MS)

  function schedule(ms: number): NodeJS.Timeout {
    return setTimeout(() => void (checking = check()), ms).unref()
  }

  async function check(): Promise<void> {
    try {
      await fetchNewestVersions(context, stop.signal)
    } catch (error) {
      context.log.warn({ error: messageOf(error) }, 'Could not store the newest versions of plugins')
    }
    if (!stop.signal.aborted) timer = schedule(INTERVAL_MS)
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      clearTimeout(timer)
      await checking
    },
  }
}
