import { TokenBucket, type Rate } from './token-bucket.ts'

interface QuotaLimits {
  /** Maximum number open at once. */
  open: number
  handshakes: Rate
  /** Undefined: messages are not counted. */
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

/** Beyond this number, idle holders are forgotten. */
const MAX_HOLDERS = 1000

/** Counts the open sockets, handshakes and messages of each user or address. Times are in milliseconds. */
export class SocketQuota {
  readonly #limits: QuotaLimits
  readonly #holders = new Map<string, Holder>()

  constructor(limits: QuotaLimits) {
    this.#limits = limits
  }

  /** Counts a handshake. Returns why it is refused; null if it is not. */
  handshake(key: string, now: number): QuotaRefusal | null {
    const holder = this.#holder(key, now)
    if (now < holder.pausedUntil) return 'paused'
    if (!holder.handshakes.take(now)) return 'too-often'
    return holder.open >= this.#limits.open ? 'too-many-open' : null
  }

  /** Counts an opened socket. Returns a function to call when it closes. */
  opened(key: string, now: number): () => void {
    const holder = this.#holder(key, now)
    holder.open += 1
    return () => void (holder.open -= 1)
  }

  /** Counts a message. Returns false if it exceeds the rate. */
  message(key: string, now: number): boolean {
    return this.#holder(key, now).messages?.take(now) ?? true
  }

  /** Refuses new sockets for a while. */
  pause(key: string, until: number, now: number): void {
    this.#holder(key, now).pausedUntil = until
  }

  #holder(key: string, now: number): Holder {
    const existing = this.#holders.get(key)
    if (existing !== undefined) return existing
    if (this.#holders.size >= MAX_HOLDERS) this.#forgetIdle(now)
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
      const isIdle = open === 0 && pausedUntil <= now && handshakes.isFull(now)
      if (isIdle && messages?.isFull(now) !== false) this.#holders.delete(key)
    }
  }
}
