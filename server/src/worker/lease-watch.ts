/**
 * Kills the programs of this process when the allowed time runs out without an extension. It is a separate process, because
 * this one can stand still.
 */
export interface Watchman {
  /** Allows this many milliseconds from now; null: no limit. */
  setDeadline(ms: number | null): void
}

/** Tracks how long a worker's leases allow its programs to run. */
export interface LeaseWatch {
  /** Sets when the lease of an execution ends, by `performance.now()`. */
  until(executionId: string, end: number): void
  over(executionId: string): void
}

/**
 * Has this process's programs killed if its earliest lease is not renewed in time. Extensions within `pauseMs` are reported
 * together, because each message starts a process.
 */
export function watchLeases(watchman: Watchman, pauseMs: number): LeaseWatch {
  const ends = new Map<string, number>()
  let deadline = Infinity
  let later: NodeJS.Timeout | undefined

  const sendDeadline = (): void => {
    clearTimeout(later)
    later = undefined
    deadline = Math.min(...ends.values())
    watchman.setDeadline(deadline === Infinity ? null : deadline - performance.now())
  }
  const changed = (): void => {
    if (Math.min(...ends.values()) < deadline) sendDeadline()
    else later ??= setTimeout(sendDeadline, pauseMs)
  }
  return {
    until(executionId, end) {
      ends.set(executionId, end)
      changed()
    },
    over(executionId) {
      if (ends.delete(executionId)) changed()
    },
  }
}
