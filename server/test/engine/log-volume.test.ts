import { expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { startEngine, stub } from './support/engine.ts'

const LINES = EVERYTHING ? 1_000_000 : 250_000

/** Milliseconds of CPU time of this thread: the time of other programs on the machine does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

it(
  'hundreds of thousands of log lines neither fill the memory nor starve the server',
  { timeout: 120_000 },
  async () => {
    await using engine = await startEngine()
    await engine.plugin({
      name: 'tap',
      type: 'extractor',
      command: stub('tap.mjs', { logLines: LINES, records: 10 }),
      capabilities: ['state'],
    })
    await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs') })
    const before = process.memoryUsage().rss
    let peak = before
    let longest = 0
    let last = worked()
    const heartbeat = setInterval(() => {
      const now = worked()
      longest = Math.max(longest, now - last)
      last = now
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 20)
    const started = performance.now()
    const execution = await engine.perform(await engine.pipeline())
    clearInterval(heartbeat)
    const seconds = (performance.now() - started) / 1000
    console.log(
      `${LINES} log lines in ${seconds.toFixed(1)} s, +${((peak - before) / 1e6).toFixed(0)} MB, longest pause ${longest.toFixed(0)} ms`,
    )
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 10 })
    expect(execution.logLines).toBeGreaterThan(LINES)
    const page = await engine.context.logs.page(execution.id, { before: execution.logLines, limit: 3 })
    expect(page.lastLine).toBe(execution.logLines)
    expect(peak - before).toBeLessThan((EVERYTHING ? 300 : 200) * 1024 * 1024)
    expect(longest).toBeLessThan(2000)
  },
)
