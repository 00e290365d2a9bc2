import { createHook } from 'node:async_hooks'
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

/**
 * Loaded into the server by `--import`: how long its event loop was blocked. `delay` is wall time, which on a busy
 * machine includes the turns of other programs; `own` is the CPU time of the thread from one callback of the loop to
 * the next, with all promises that ran in between: a synchronous stretch. Garbage collections fall into them, and are
 * listed separately. SIGUSR2 writes the figures and starts again.
 */
export interface LoopReport {
  seconds: number
  delayMs: { p99: number; most: number }
  ownMs: { count: number; over20: number; over50: number; most: number }
  garbageMs: { most: number; sum: number }
}

const file = process.env['FLX_BENCH_LOOP'] ?? ''
const histogram = monitorEventLoopDelay({ resolution: 5 })
histogram.enable()
const emptyFigures = () => ({
  own: { count: 0, over20: 0, over50: 0, most: 0 },
  garbage: { most: 0, sum: 0 },
})
let began = performance.now()
let { own, garbage } = emptyFigures()
let cpuUsage = process.threadCpuUsage()
let depth = 0

function boundary(): void {
  const { user, system } = process.threadCpuUsage(cpuUsage)
  cpuUsage = process.threadCpuUsage()
  const ms = (user + system) / 1000
  own.count += 1
  if (ms > 20) own.over20 += 1
  if (ms > 50) own.over50 += 1
  own.most = Math.max(own.most, ms)
}

createHook({
  before() {
    if (depth === 0) boundary()
    depth += 1
  },
  after() {
    depth -= 1
  },
  // A chain of promises belongs to the callback that started it.
  trackPromises: false,
}).enable()

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    garbage.most = Math.max(garbage.most, duration)
    garbage.sum += duration
  }
}).observe({ entryTypes: ['gc'] })

process.on('SIGUSR2', () => {
  const report: LoopReport = {
    seconds: (performance.now() - began) / 1000,
    delayMs: { p99: histogram.percentile(99) / 1e6, most: histogram.max / 1e6 },
    ownMs: own,
    garbageMs: garbage,
  }
  writeFileSync(file, JSON.stringify(report))
  histogram.reset()
  began = performance.now()
  ;({ own, garbage } = emptyFigures())
  cpuUsage = process.threadCpuUsage()
})
