import type { SessionEnds } from '../../domain/core/ports.ts'

/** Announces ends of sessions within one process. */
export function embeddedSessionEnds(): SessionEnds {
  const listeners = new Set<(sessionId: string) => void>()
  return {
    ended(sessionId) {
      for (const listener of listeners) listener(sessionId)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
