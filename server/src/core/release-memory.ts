import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** After this time, pages that waited for the start have been served. */
const SETTLED_MS = 2000
/** How often to check for memory to release, and for a quiet moment. */
const CHECK_MS = 10_000
/** A process that used less of a processor than this since the last check is at rest. */
const QUIET_SHARE = 0.1
/** Less than this is not worth the pause. */
const MIN_FREED_BYTES = 16 * 1024 * 1024

/**
 * Releases memory that is no longer needed: what only the start needed, about a quarter of the total, and what
 * executions and requests needed once they are over. An idle process has no reason to collect garbage, and keeps the
 * memory of its busiest moment. One collection takes about 50 ms, so it waits for a quiet moment.
 */
export function releaseMemoryAtRest(): void {
  const collect = garbageCollector()
  let heap = 0
  let used = process.cpuUsage()
  let checkedAt = performance.now()

  const release = (): void => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    heap = process.memoryUsage().heapTotal
  }
  const check = (): void => {
    const { user, system } = process.cpuUsage(used)
    const share = (user + system) / 1000 / (performance.now() - checkedAt)
    if (share < QUIET_SHARE && process.memoryUsage().heapTotal > heap + MIN_FREED_BYTES) release()
    used = process.cpuUsage()
    checkedAt = performance.now()
  }
  setTimeout(() => {
    release()
    setInterval(check, CHECK_MS).unref()
  }, SETTLED_MS).unref()
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

function garbageCollector(): Collect {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return collect
}
