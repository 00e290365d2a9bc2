import { TokenBucket, type Rate } from './token-bucket.ts'

interface QuotaLimits {
  /** Open at once. */
  open: number
  handshakes: Rate
  /** Absent: not counted. */
  messages?: Rate
}

/** The reasons to refuse a connection. */
export type QuotaRefusal = 'too-many-open' | 'too-often' | 'paused'

interface Holder {
  open: number
  handshakes: TokenBucket
  messages: TokenBucket | undefined
  pausedUntil: number
}

/** Beyond these, holders that have nothing open and took nothing lately are forgotten. */
const MANY_HOLDERS = 1000

/** Counts what each holder (a person, an address) has open, begins and sends. Times in milliseconds. */
export class SocketQuota {
  readonly #limits: QuotaLimits
  readonly #holders = new Map<string, Holder>()

  constructor(limits: QuotaLimits) {
    this.#limits = limits
  }

  /** Counts a handshake; says why it is refused, or null. */
  handshake(key: string, now: number): QuotaRefusal | null {
    const holder = this.#holder(key, now)
    if (now < holder.pausedUntil) return 'paused'
    if (!holder.handshakes.take(now)) return 'too-often'
    return holder.open >= this.#limits.open ? 'too-many-open' : null
  }

  /** A socket opened; the answer takes note that it closed. */
  opened(key: string, now: number): () => void {
    const holder = this.#holder(key, now)
    holder.open += 1
    return () => void (holder.open -= 1)
  }

  /** Counts a message; false when it is one too many. */
  message(key: string, now: number): boolean {
    return this.#holder(key, now).messages?.take(now) ?? true
  }

  /** Refuses new sockets for a while. */
  pause(key: string, until: number, now: number): void {
    this.#holder(key, now).pausedUntil = until
  }

  #holder(key: string, now: number): Holder {
    const known = this.#holders.get(key)
    if (known !== undefined) return known
    if (this.#holders.size >= MANY_HOLDERS) this.#forgetIdle(now)
    const { handshakes, messages } = this.#limits
    const holder: Holder = {
      open: 0,
      handshakes: new TokenBucket(handshakes, now),
      messages: messages === undefined ? undefined : new TokenBucket(messages, now),
      pausedUntil: 0,
    }
    this.#holders.set(key, holder)
    return holder
  }

  #forgetIdle(now: number): void {
    for (const [key, { open, handshakes, messages, pausedUntil }] of this.#holders) {
      const idle = open === 0 && pausedUntil <= now && handshakes.isFull(now)
      if (idle && messages?.isFull(now) !== false) this.#holders.delete(key)
    }
  }
}
