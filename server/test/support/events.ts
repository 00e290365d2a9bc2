import type { EventLog } from '../../src/domain/core/ports.ts'
import type { TestServer } from './server.ts'

/** Checks now and after every event until there is a result. */
export const afterEvents = <T>(
  events: Pick<EventLog, 'onAppend'>,
  read: () => Promise<T | undefined>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const check = (): void => {
      read().then((found) => {
        if (found === undefined) return
        stop()
        resolve(found)
      }, fail)
    }
    const fail = (error: unknown): void => {
      stop()
      reject(error)
    }
    const stop = events.onAppend(check)
    check()
  })

/** Waits until an execution has ended. */
export const executionEnded = ({ running }: TestServer, id: string) =>
  afterEvents(running.context.events, async () => {
    const found = await running.context.executions.find(id)
    return found?.finishedAt === null ? undefined : found
  })
