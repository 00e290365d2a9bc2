import type { StopOptions } from '../../domain/ports.ts'
import type { ProcessGroup, StopCause } from './process-group.ts'

/** `timed-out` when the signal was aborted with a TimeoutError, as `AbortSignal.timeout` does; else `cancelled`. */
export function stopCause(signal: AbortSignal): StopCause {
  const reason: unknown = signal.reason
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'cancelled'
}

/** Passes both stop signals on to all groups together, also when they were given before. Returns the unbind function. */
export function bindStopSignals(groups: readonly ProcessGroup[], options: StopOptions): () => void {
  const { signal, forceSignal } = options
  const terminate = (): void => {
    for (const group of groups) group.terminate(stopCause(signal))
  }
  const kill = (): void => {
    for (const group of groups) group.kill(stopCause(signal.aborted ? signal : forceSignal))
  }
  if (signal.aborted) terminate()
  if (forceSignal.aborted) kill()
  signal.addEventListener('abort', terminate)
  forceSignal.addEventListener('abort', kill)
  return () => {
    signal.removeEventListener('abort', terminate)
    forceSignal.removeEventListener('abort', kill)
  }
}
