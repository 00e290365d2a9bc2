import type { StopOptions } from '../../domain/executions/processes.ts'
import type { ProcessGroup, StopCause } from './process-group.ts'

/** Returns `timed-out` if the signal was aborted with a TimeoutError, as by `AbortSignal.timeout`; else `cancelled`. */
export function stopCause(signal: AbortSignal): StopCause {
  const reason: unknown = signal.reason
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'cancelled'
}

/**
 * Passes both stop signals on to all groups, also if they were already aborted. The kill, at once or after the grace
 * period, also sweeps for processes that left their group: one of them might hold open an output for which the end
 * waits. Returns the unbind function.
 */
export function bindStopSignals(
  groups: readonly ProcessGroup[],
  options: StopOptions,
  sweep: () => Promise<unknown>,
): () => void {
  const { signal, forceSignal } = options
  let grace: NodeJS.Timeout | undefined
  const sweepNow = (): void => void sweep().catch(() => undefined)
  const terminate = (): void => {
    for (const group of groups) group.terminate(stopCause(signal))
    grace ??= setTimeout(sweepNow, options.graceMs)
  }
  const kill = (): void => {
    for (const group of groups) group.kill(stopCause(signal.aborted ? signal : forceSignal))
    sweepNow()
  }
  if (signal.aborted) terminate()
  if (forceSignal.aborted) kill()
  signal.addEventListener('abort', terminate)
  forceSignal.addEventListener('abort', kill)
  return () => {
    clearTimeout(grace)
    signal.removeEventListener('abort', terminate)
    forceSignal.removeEventListener('abort', kill)
  }
}
