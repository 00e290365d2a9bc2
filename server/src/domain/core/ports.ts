import type { LiveEvent, LiveHint } from '@flx/shared/live/live'

/** The current time, injected everywhere so that rules can be tested on a fake clock. */
export interface Clock {
  now(): Date
}

/** UUIDv7: sortable by creation. */
export type NewId = () => string

/**
 * The events that pages receive. Every store method that changes a row appends the event in the same transaction and wakes the
 * relay after the commit. With an AuditNote (or the requester) it also records the change there, if it takes place.
 */
export interface EventLog {
  /** Returns the greatest seq, 0 if there are no events. */
  head(): Promise<number>
  after(seq: number, limit: number): Promise<LiveEvent[]>
  /** Calls the listener after each commit with an event that wakes it, by default any. Returns the unsubscribe function. */
  onAppend(listener: () => void, wakes?: Wakes): () => void
}

/** Events of these types, or only some of them. Of another process's events only the types are known: all of them count. */
export type Wakes =
  | readonly NewEvent['type'][]
  | { types: readonly NewEvent['type'][]; only: (event: NewEvent) => boolean }

type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never
/** An event before the log assigns its `seq`. */
export type NewEvent = WithoutSeq<LiveEvent>

/** Delivers hints: lossy and fast. */
export interface HintBus {
  publish(hint: LiveHint): void
  subscribe(listener: (hint: LiveHint) => void): () => void
}

export interface SecretBox {
  /** Encrypts with authentication; the result names the key. */
  seal(plain: string): string
  open(sealed: string): string
}

/** Masks secret values in text before it is stored. Keeps state across the chunks of one source. */
export interface Masker {
  /** Masks one complete line. */
  line(text: string): string
}

/** Wakes the worker loop when an execution becomes pending, and stops executions that were cancelled. */
export interface WorkSignal {
  /** Signals a new pending execution. */
  pending(): void
  /** Signals that a waiting execution can start now: a hold ended, a limit was raised, or the order changed. */
  freed(): void
  cancelRequested(executionId: string): void
  forceRequested(executionId: string): void
}

/** The worker's end of the signal. Returns the unsubscribe function. */
export interface WorkSource {
  listen(listener: WorkSignal): () => void
}

/** Informs the live connections of every process that a session has ended. */
export interface SessionEnds {
  ended(sessionId: string): void
  /** Returns the unsubscribe function. */
  listen(listener: (sessionId: string) => void): () => void
}
