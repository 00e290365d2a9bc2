import type { StorageView } from '../app/storage.ts'
import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'

const CHECK_MS = 60_000
/** What takes the room changes slowly. */
const MEASURE_EVERY = 60

/** Looks at the free space every minute, and at what takes the rest every hour. */
export function startStorageLoop(storage: StorageView, log: Log): AsyncDisposable {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let rounds = 0
  let looking = look()

  async function look(): Promise<void> {
    try {
      await storage.check()
      // Not at the start, which has other things to do.
      rounds += 1
      if (rounds % MEASURE_EVERY === 2) await storage.measure()
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'The disk could not be looked at; trying again')
    }
    if (!stopped) timer = setTimeout(() => void (looking = look()), CHECK_MS).unref()
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
