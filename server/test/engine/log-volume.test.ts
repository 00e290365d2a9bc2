import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { startEngine, stub } from './support/engine.ts'

const LINES = EVERYTHING ? 1_000_000 : 100_000

/** Milliseconds of CPU time of this thread: the time of other programs on the machine does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * Returns the bytes that are in use after garbage has been collected. What the process holds beyond that depends on when it
 * collects, which differs with the load of the machine.
 */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  setFlagsFromString('--no-expose-gc')
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

it('a flood of log lines neither fills the memory nor starves the server', { timeout: 120_000 }, async () => {
  await using engine = await startEngine()
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', { logLines: LINES, records: 10 }),
    capabilities: ['state'],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs') })
  const before = bytesInUse()
  let most = before
  let longest = 0
  let last = worked()
  const heartbeat = setInterval(() => {
    longest = Math.max(longest, worked() - last)
    last = worked()
  }, 20)
  const scale = setInterval(() => {
    most = Math.max(most, bytesInUse())
    last = worked()
  }, 250)
  const started = performance.now()
  const execution = await engine.perform(await engine.pipeline())
  clearInterval(heartbeat)
  clearInterval(scale)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${LINES} log lines in ${seconds.toFixed(1)} s, +${((most - before) / 1e6).toFixed(0)} MB in use, longest pause ${longest.toFixed(0)} ms`,
  )
  expect(execution).toMatchObject({ status: 'success', recordsProcessed: 10 })
  expect(execution.logLines).toBeGreaterThan(LINES)
  const page = await engine.context.logs.page(execution.id, { before: execution.logLines, limit: 3 })
  expect(page.lastLine).toBe(execution.logLines)
  expect(most - before).toBeLessThan(20_000_000)
  expect(longest).toBeLessThan(2000)
})
