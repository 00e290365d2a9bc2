import type { StopOptions } from '../../domain/executions/processes.ts'
import type { ProcessGroup, StopCause } from './process-group.ts'

/** `timed-out` when the signal was aborted with a TimeoutError, as `AbortSignal.timeout` does; else `cancelled`. */
export function stopCause(signal: AbortSignal): StopCause {
  const reason: unknown = signal.reason
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'cancelled'
}

/**
 * Passes both stop signals on to all groups together, also when they were given before. With the kill, at once or after
 * the grace, comes the sweep for processes that left their group: one of them may hold an output open, on which
 * the end would wait. Returns the unbind function.
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
