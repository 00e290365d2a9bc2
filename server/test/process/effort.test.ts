import { expect, it } from 'vitest'

import { extractor, loader, mapper, runPipe } from './support/pipe.ts'

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script]

const SCHEMA = `{"type":"SCHEMA","stream":"n","schema":{},"key_properties":[]}`
/** Writes records of about a kilobyte, as fast as they are taken or one at an interval. */
const writes = (records: number, pauseMs = 0) =>
  node(`
    const line = JSON.stringify({ type: 'RECORD', stream: 'n', record: { text: 'x'.repeat(1000) } }) + '\\n'
    const write = (text) => new Promise((done) => process.stdout.write(text, done))
    ;(async () => {
      await write('${SCHEMA}\\n')
      for (let n = 0; n < ${records}; n += 1) {
        if (${pauseMs} > 0) await new Promise((done) => setTimeout(done, ${pauseMs}))
        await write(line)
      }
    })()
  `)
/** Takes its input and passes it on (or nowhere), working for a while on each piece of 64 KiB. */
const takes = (busyMs: number, handsOn = false) =>
  node(`
    const rest = (ms) => new Promise((done) => setTimeout(done, ms))
    ;(async () => {
      for await (const chunk of process.stdin) {
        for (let from = 0; from < chunk.length; from += 65536) if (${busyMs} > 0) await rest(${busyMs})
        ${handsOn ? 'if (!process.stdout.write(chunk)) await new Promise((done) => process.stdout.once("drain", done))' : ''}
      }
    })()
  `)
const QUICK = 4000

it.each([
  ['loader', [extractor(...writes(QUICK)), mapper(...takes(0, true)), loader(...takes(40))], 2],
  ['mapper', [extractor(...writes(QUICK)), mapper(...takes(40, true)), loader(...takes(0))], 1],
  ['extractor', [extractor(...writes(60, 40)), mapper(...takes(0, true)), loader(...takes(0))], 0],
  // All of it fits into buffers: the loader continues to work when there is nothing left to pass on.
  ['loader with little to do', [extractor(...writes(20)), loader(...takes(1500))], 1],
])('a slow %s is the step that the others wait for', { timeout: 60_000 }, async (_name, stages, slow) => {
  const { result } = await runPipe({ stages })
  expect(result.endedBy).toBeNull()
  const busy = result.efforts.map((effort) => effort.busy)
  // On a busy machine it also waits for its turn.
  expect(busy[slow]).toBeGreaterThanOrEqual(0.7)
  for (const other of busy.toSpliced(slow, 1)) expect(other).toBeLessThan(0.3)
  const { points, pointSeconds, cpuSeconds, peakMemoryBytes } = result.efforts[slow] ?? {}
  expect(pointSeconds).toBe(1)
  expect(points?.length).toBeGreaterThan(1)
  expect(Math.max(...(points ?? []))).toBeGreaterThanOrEqual(80)
  expect(cpuSeconds).toBeGreaterThan(0)
  expect(peakMemoryBytes).toBeGreaterThan(10_000_000)
})

it('CPU time and memory include everything that a program started', { timeout: 60_000 }, async () => {
  // A fixed amount of CPU time, however long it takes: others might need it too.
  const burns = `while (process.cpuUsage().user < 800_000) Buffer.alloc(1000); process.stdout.write('${SCHEMA}\\n')`
  const { result } = await runPipe({
    stages: [extractor('sh', '-c', '"$0" -e "$1"; true', process.execPath, burns), loader(...takes(0))],
  })
  const [burning, idle] = result.efforts
  expect(burning?.cpuSeconds).toBeGreaterThan(0.5)
  expect(burning?.peakMemoryBytes).toBeGreaterThan(20_000_000)
  expect(idle?.cpuSeconds).toBeLessThan(burning?.cpuSeconds ?? 0)
  expect(burning?.busy).toBeGreaterThan(0.8)
})
