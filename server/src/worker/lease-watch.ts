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
  setEnd(executionId: string, end: number): void
  remove(executionId: string): void
}

/**
 * Has this process's programs killed if its earliest lease is not renewed in time. Extensions within `pauseMs` are reported
 * together, because each message starts a process, but early enough to be heard before the time allowed last is over.
 */
export function watchLeases(watchman: Watchman, pauseMs: number): LeaseWatch {
  const ends = new Map<string, number>()
  let deadline = Infinity
  let timer: NodeJS.Timeout | undefined

  const sendDeadline = (): void => {
    clearTimeout(timer)
    timer = undefined
    deadline = Math.min(...ends.values())
    watchman.setDeadline(deadline === Infinity ? null : deadline - performance.now())
  }
  const update = (): void => {
    if (Math.min(...ends.values()) < deadline) return sendDeadline()
    const delay = Math.min(pauseMs, deadline - performance.now() - 2 * pauseMs)
    if (delay <= 0) sendDeadline()
    else timer ??= setTimeout(sendDeadline, delay)
  }
  return {
    setEnd(executionId, end) {
      ends.set(executionId, end)
      update()
    },
    remove(executionId) {
      if (ends.delete(executionId)) update()
    },
  }
}
