import type { WorkSignal, WorkSource } from '../../domain/core/ports.ts'

/**
 * Passes signals from the use cases to the worker of the same process. Delivery is asynchronous, so that a caller never
 * runs the worker's code within its own. A signal without a listener is lost: the worker also polls.
 */
export function embeddedWorkSignal(): WorkSignal & WorkSource {
  const listeners = new Set<WorkSignal>()
  const notify = (call: (listener: WorkSignal) => void): void => {
    queueMicrotask(() => {
      for (const listener of listeners) call(listener)
    })
  }
  return {
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pending: () => notify((listener) => listener.pending()),
    freed: () => notify((listener) => listener.freed()),
    cancelRequested: (id) => notify((listener) => listener.cancelRequested(id)),
    forceRequested: (id) => notify((listener) => listener.forceRequested(id)),
  }
}
