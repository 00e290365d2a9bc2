import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * Loaded into the server by `--import`: how long its event loop was kept. `delay` is what the clock says, which on a
 * busy machine counts the turns of other programs, too; `own` is the processor time that the thread used between two
 * turns of the loop, the longest of which bounds every synchronous stretch of our own. SIGUSR2 begins anew and writes
 * what was.
 */
export interface LoopReport {
  seconds: number
  delayMs: { p99: number; most: number }
  ownMs: { over20: number; over50: number; most: number }
}

const file = process.env['FLX_BENCH_LOOP'] ?? ''
const histogram = monitorEventLoopDelay({ resolution: 5 })
histogram.enable()
let began = performance.now()
let own = { over20: 0, over50: 0, most: 0 }
let used = process.threadCpuUsage()

function turn(): void {
  const { user, system } = process.threadCpuUsage(used)
  used = process.threadCpuUsage()
  const ms = (user + system) / 1000
  if (ms > 20) own.over20 += 1
  if (ms > 50) own.over50 += 1
  own.most = Math.max(own.most, ms)
}
setInterval(turn, 2).unref()

process.on('SIGUSR2', () => {
  const report: LoopReport = {
    seconds: (performance.now() - began) / 1000,
    delayMs: { p99: histogram.percentile(99) / 1e6, most: histogram.max / 1e6 },
    ownMs: own,
  }
  writeFileSync(file, JSON.stringify(report))
  histogram.reset()
  began = performance.now()
  own = { over20: 0, over50: 0, most: 0 }
  used = process.threadCpuUsage()
})
