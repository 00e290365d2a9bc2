import type { LiveEvent, LiveHint } from '@flx/shared/live/live'

/** Passed in everywhere, so that rules can be tested on a fake clock. */
export interface Clock {
  now(): Date
}

/** UUIDv7: sortable by creation. */
export type NewId = () => string

/**
 * What pages hear of. Every method of a store that changes a row adds its event in the same transaction and wakes the
 * relay after the commit; with an AuditNote (or who asked) the change is also recorded there, when it takes place.
 */
export interface EventLog {
  /** Greatest seq there is, 0 for none. */
  head(): Promise<number>
  after(seq: number, limit: number): Promise<LiveEvent[]>
  /**
   * Calls the listener after a commit with an event that `wakes` it, or with any (in-process wake-up). Returns the
   * unsubscribe function.
   */
  onAppend(listener: () => void, wakes?: (event: NewEvent) => boolean): () => void
}

type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never
/** An event before the log gives it its `seq`. */
export type NewEvent = WithoutSeq<LiveEvent>

/** Lossy and fast (decision 44). */
export interface HintBus {
  publish(hint: LiveHint): void
  subscribe(listener: (hint: LiveHint) => void): () => void
}

export interface SecretBox {
  /** Authenticated encryption; the text names the key. */
  seal(plain: string): string
  open(sealed: string): string
}

/** Masks secret values in text before it is stored (decision 16). Keeps state across chunks of one source. */
export interface Masker {
  /** Masks a complete line. */
  line(text: string): string
}

/** Wakes the worker loop at once when an execution became pending, and stops executions that were cancelled. */
export interface WorkSignal {
  /** An execution became pending. */
  pending(): void
  /** One that waits may start now: a hold ended, a limit was raised, or the order has changed. */
  freed(): void
  cancelRequested(executionId: string): void
  forceRequested(executionId: string): void
}

/** The worker's side of the same signal. Returns the function that ends listening. */
export interface WorkSource {
  listen(listener: WorkSignal): () => void
}

/** Tells the live connections of every process that a session has ended. */
export interface SessionEnds {
  ended(sessionId: string): void
  /** Returns the function that ends listening. */
  listen(listener: (sessionId: string) => void): () => void
}
