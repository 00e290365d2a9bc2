import { messageOf } from '../../domain/core/errors.ts'
import { InstallCancelled } from '../../domain/plugins/installing/install-cancelled.ts'
import type { EngineContext } from '../../engine/engine-context.ts'

/**
 * Polling interval. A cancel in this process stops an installation at once; one in another process is read
 * from the database.
 */
const POLL_MS = 1000

export interface CancelWatch extends Disposable {
  /** Aborts with InstallCancelled. */
  signal: AbortSignal
  /** Checks now. */
  check(): Promise<void>
}

/** Watches for a cancel while a plugin is being installed. */
export function watchCancel(
  { plugins, log }: Pick<EngineContext, 'plugins' | 'log'>,
  pluginId: string,
): CancelWatch {
  const cancel = new AbortController()
  const check = async (): Promise<void> => {
    try {
      const reason = await plugins.cancelledInstall(pluginId)
      if (reason !== null) cancel.abort(new InstallCancelled(reason))
    } catch (error) {
      log.warn({ pluginId, error: messageOf(error) }, 'Could not check whether an installation was cancelled')
    }
  }
  const timer = setInterval(() => void check(), POLL_MS)
  timer.unref()
  return {
    signal: cancel.signal,
    check,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
