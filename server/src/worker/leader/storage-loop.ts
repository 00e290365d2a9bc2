import type { StorageView } from '../../app/operations/storage.ts'
import type { Log } from '../../domain/core/log.ts'
import { startTimerLoop } from '../timer-loop.ts'

const CHECK_MS = 60_000
/** The sizes change slowly. */
const MEASURE_EVERY = 60

/** Looks at the free space every minute, and at what takes the rest every hour. */
export function startStorageLoop(storage: StorageView, log: Log): AsyncDisposable {
  let rounds = 0
  return startTimerLoop({
    log,
    failure: 'Could not measure the disk; retrying',
    pauseMs: CHECK_MS,
    async round() {
      await storage.check()
      // Not at the start, which has other things to do.
      rounds += 1
      if (rounds % MEASURE_EVERY === 2) await storage.measure()
    },
  })
}
