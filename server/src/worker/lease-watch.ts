/** Ends what this process started when its time is over and was not prolonged: by another process, as this one may stand still. */
export interface Watchman {
  /** So many milliseconds from now; null: for ever. */
  allow(ms: number | null): void
}

/** Follows until when the leases that a worker holds allow its programs to run. */
export interface LeaseWatch {
  /** `end` by `performance.now()`. */
  until(executionId: string, end: number): void
  over(executionId: string): void
}

/**
 * Has the programs of this process ended when the earliest of its leases was not renewed in time. A time that grows is told
 * once for all that change within `pauseMs`, as each message starts a process.
 */
export function watchLeases(watchman: Watchman, pauseMs: number): LeaseWatch {
  const ends = new Map<string, number>()
  let told = Infinity
  let later: NodeJS.Timeout | undefined

  const tell = (): void => {
    clearTimeout(later)
    later = undefined
    told = Math.min(...ends.values())
    watchman.allow(told === Infinity ? null : told - performance.now())
  }
  const changed = (): void => {
    if (Math.min(...ends.values()) < told) tell()
    else later ??= setTimeout(tell, pauseMs)
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
