/** How often something may be tried, and the time in which attempts count. */
interface AttemptLimit {
  most: number
  windowMs: number
}

/** Counts attempts by a key, for all servers together where there are several. */
export interface Attempts {
  /** Counts one. When it is one too many it is not counted, and the answer says when the next one may follow. */
  begin(key: string, limit: AttemptLimit): Promise<{ retryAfterMs: number } | null>
  /** Forgets all of a key: one succeeded. */
  forget(key: string): Promise<void>
  /** Takes the last one back: it was no attempt. */
  takeBack(key: string): Promise<void>
}
