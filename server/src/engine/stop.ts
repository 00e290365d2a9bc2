import type { StopOptions } from '../domain/executions/processes.ts'

/** How an execution is told to stop, and what it says of itself. */
export type Stop = Omit<StopOptions, 'graceMs'> & {
  /** To call when the lease is lost: aborts the signal. */
  lost: () => void
  /** To call when nothing could be stored for long: aborts the signal. */
  unstorable: (reason: string) => void
  /** Aborted when the worker does not wait any longer for the end to be stored. */
  abandon: AbortSignal
  /** To call at every sign of life: records, and whatever a process writes. */
  sign: () => void
  /** To call before the end is judged: aborts the signal when the time of the lease is over, though no timer has said so yet. */
  check: () => void
}
