import type { WorkSignal, WorkSource } from '../../domain/ports.ts'

/**
 * Carries signals from the use cases to the worker of the same process. Delivery is asynchronous, so that a caller
 * never runs the worker's code inside its own. A signal that nobody hears is lost: the worker looks by itself, too.
 */
export function embeddedWorkSignal(): WorkSignal & WorkSource {
  const listeners = new Set<WorkSignal>()
  const tell = (say: (listener: WorkSignal) => void): void => {
    queueMicrotask(() => {
      for (const listener of listeners) say(listener)
    })
  }
  return {
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pending: () => tell((listener) => listener.pending()),
    cancelRequested: (id) => tell((listener) => listener.cancelRequested(id)),
    forceRequested: (id) => tell((listener) => listener.forceRequested(id)),
  }
}
