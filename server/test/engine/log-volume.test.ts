import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { startEngine, stub } from './support/engine.ts'

const LINES = EVERYTHING ? 1_000_000 : 100_000
const ALLOWED_BYTES = 20_000_000

/** Milliseconds of CPU time of this thread: the time of other programs on the machine does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
setFlagsFromString('--no-expose-gc')

/** Bytes that are in use, and garbage that has not been collected yet. */
function bytesHeld(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Bytes that are in use after garbage has been collected, which does not depend on the load of the machine. */
function bytesInUse(): number {
  collect()
  return bytesHeld()
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
  // Collects only when it matters: each time takes longer than thousands of lines.
  const scale = setInterval(() => {
    const held = bytesHeld()
    if (held - before < ALLOWED_BYTES) return void (most = Math.max(most, held))
    most = Math.max(most, bytesInUse())
    last = worked()
  }, 50)
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
  expect(most - before).toBeLessThan(ALLOWED_BYTES)
  expect(longest).toBeLessThan(2000)
})
