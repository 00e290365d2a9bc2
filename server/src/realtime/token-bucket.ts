/** The burst, and the rate per second in the long run. */
export interface Rate {
  burst: number
  perSecond: number
}

/** Lets through what keeps to a rate. Times are milliseconds of any clock that never goes back. */
export class TokenBucket {
  readonly #rate: Rate
  #left: number
  #at: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#left = rate.burst
    this.#at = now
  }

  /** Takes one; false when none is left. */
  take(now: number): boolean {
    this.#fill(now)
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }

  /** True when nothing was taken lately: forgetting the bucket then changes nothing. */
  isFull(now: number): boolean {
    this.#fill(now)
    return this.#left >= this.#rate.burst
  }

  #fill(now: number): void {
    const { burst, perSecond } = this.#rate
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond)
    this.#at = now
  }
}
