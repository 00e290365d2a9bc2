import { monitorEventLoopDelay } from 'node:perf_hooks'

import type { ProcessFigures } from '../../domain/operations/process-figures.ts'

const NANOSECONDS = 1e9
const RESOLUTION_MS = 10

/** Watches this process. Delays are those since the last reading. */
export function watchProcess(): { read(): ProcessFigures } & Disposable {
  const startedAt = Date.now()
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  return {
    read() {
      const seconds = (nanoseconds: number) =>
        Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / NANOSECONDS - RESOLUTION_MS / 1000)
      const lag = {
        p50: seconds(delays.percentile(50)),
        p99: seconds(delays.percentile(99)),
        max: seconds(delays.max),
      }
      const { heapUsed, rss } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      delays.reset()
      return { startedAt, memoryBytes: rss, heapBytes: heapUsed, cpuSeconds: (user + system) / 1e6, lag }
    },
    [Symbol.dispose]: () => void delays.disable(),
  }
}
