/** Limits attempts: at most `most` within `windowMs`. */
interface AttemptLimit {
  most: number
  windowMs: number
}

/** Counts attempts by key, across all servers of a fleet. */
export interface Attempts {
  /**
   * Counts an attempt and returns null. Over the limit it counts nothing and returns the time until the next attempt is
   * allowed.
   */
  begin(key: string, limit: AttemptLimit): Promise<{ retryAfterMs: number } | null>
  /** Resets a key after a success. */
  forget(key: string): Promise<void>
  /** Takes back the last attempt, which turned out not to be one. */
  takeBack(key: string): Promise<void>
}
