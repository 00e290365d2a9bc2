import type { StopOptions } from '../domain/executions/processes.ts'

/** The ways to stop an execution, and the signals it gives. */
export type Stop = Omit<StopOptions, 'graceMs'> & {
  /** Call when the lease is lost: aborts the signal. */
  lost: () => void
  /** Call when nothing could be stored for too long: aborts the signal. */
  storageFailed: (reason: string) => void
  /** Aborted when the worker no longer waits for the end to be stored. */
  abandon: AbortSignal
  /** Call at every sign of life: records, and any output of a process. */
  sign: () => void
  /** Call before the end is judged: aborts the signal if the lease has run out and no timer has fired yet. */
  check: () => void
}
