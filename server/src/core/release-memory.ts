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

/** The process as this file sees it, replaced in tests. */
export interface ProcessMemory {
  /** Returns the processor time used so far, in ms. */
  processorMs(): number
  heapBytes(): number
  collect(): void
}

/**
 * Releases memory that is no longer needed: what only the start needed, about a quarter of the total, and what
 * executions and requests needed once they are over. An idle process has no reason to collect garbage, and keeps the
 * memory of its busiest moment. One collection takes about 100 ms, so it waits for a quiet moment, after the start too:
 * open pages load again as soon as a restarted server is back.
 */
export function releaseMemoryAtRest(process: ProcessMemory = thisProcess()): void {
  let heap = 0
  let used = process.processorMs()
  let checkedAt = performance.now()

  const check = (): void => {
    const share = (process.processorMs() - used) / (performance.now() - checkedAt)
    if (share < QUIET_SHARE && process.heapBytes() > heap + MIN_FREED_BYTES) {
      process.collect()
      heap = process.heapBytes()
    }
    used = process.processorMs()
    checkedAt = performance.now()
  }
  setTimeout(() => {
    check()
    setInterval(check, CHECK_MS).unref()
  }, SETTLED_MS).unref()
}

function thisProcess(): ProcessMemory {
  const collect = garbageCollector()
  return {
    processorMs() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1000
    },
    heapBytes: () => process.memoryUsage().heapTotal,
    collect: () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  }
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

function garbageCollector(): Collect {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  return collect
}
