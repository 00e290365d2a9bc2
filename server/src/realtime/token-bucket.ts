/** The largest burst, and the average rate. */
export interface Rate {
  burst: number
  perSecond: number
}

/** Limits a rate. Times are in milliseconds, of a clock that never goes back. */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  /** Takes a token. Returns false if none is left. */
  take(now: number): boolean {
    this.#fill(now)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Returns whether the bucket is full, so that it can be forgotten. */
  isFull(now: number): boolean {
    this.#fill(now)
    return this.#tokens >= this.#rate.burst
  }

  #fill(now: number): void {
    const { burst, perSecond } = this.#rate
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond)
    this.#filledAt = now
  }
}
