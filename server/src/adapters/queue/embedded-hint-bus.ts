import type { LiveHint } from '@flx/shared/live/live'

import type { HintBus } from '../../domain/core/ports.ts'

/** Publishes hints within one process. A listener that fails harms neither the publisher nor the other listeners. */
export function embeddedHintBus(onError: (error: unknown) => void): HintBus {
  const listeners = new Set<(hint: LiveHint) => void>()
  return {
    publish(hint) {
      for (const listener of listeners) {
        try {
          listener(hint)
        } catch (error) {
          onError(error)
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
