import type { StorageView } from '../../app/operations/storage.ts'
import type { Log } from '../../domain/core/log.ts'
import { startTimerLoop } from '../timer-loop.ts'

const CHECK_MS = 60_000
/** Sizes change slowly. */
const MEASURE_EVERY = 60

/** Checks the free space every minute, and measures the used space every hour. */
export function startStorageLoop(storage: StorageView, log: Log): AsyncDisposable {
  let rounds = 0
  return startTimerLoop({
    log,
    failure: 'Could not measure the disk; retrying',
    pauseMs: CHECK_MS,
    async round() {
      await storage.check()
      // Not at startup, which is busy enough.
      rounds += 1
      if (rounds % MEASURE_EVERY === 2) await storage.measure()
    },
  })
}
