import { expect, it } from 'vitest'

import { extractor, loader, mapper, runPipe } from './support/pipe.ts'

/** Starts at once, also on a busy machine: a slow start counts as waiting. */
const shell = (script: string): [string, ...string[]] => ['sh', '-c', script]

const SCHEMA = `{"type":"SCHEMA","stream":"n","schema":{},"key_properties":[]}`
const RECORD = JSON.stringify({ type: 'RECORD', stream: 'n', record: { text: 'x'.repeat(1000) } })
/** Writes records of about a kilobyte as fast as they are taken. */
const writes = (records: number) => shell(`echo '${SCHEMA}'; yes '${RECORD}' | head -n ${records}`)
/** Writes a record every 40 ms. */
const writesSlowly = (records: number) =>
  shell(`echo '${SCHEMA}'; for n in $(seq ${records}); do sleep 0.04; echo '${RECORD}'; done`)
const passesOn = shell('cat')
const takes = shell('cat > /dev/null')
/** Works for 40 ms on each piece of 64 KiB. */
const worksSlowly = (handsOn: 'cat "$piece"' | ':') =>
  shell(`
    piece=$(mktemp)
    trap 'rm "$piece"' EXIT
    while dd bs=65536 count=1 iflag=fullblock status=none of="$piece" && [ -s "$piece" ]; do
      sleep 0.04
      ${handsOn}
    done
  `)
const QUICK = 4000

it.each([
  ['loader', [extractor(...writes(QUICK)), mapper(...passesOn), loader(...worksSlowly(':'))], 2],
  ['mapper', [extractor(...writes(QUICK)), mapper(...worksSlowly('cat "$piece"')), loader(...takes)], 1],
  ['extractor', [extractor(...writesSlowly(60)), mapper(...passesOn), loader(...takes)], 0],
  // All of it fits into buffers: the loader continues to work when there is nothing left to pass on.
  ['loader with little to do', [extractor(...writes(20)), loader(...shell('cat > /dev/null; sleep 2'))], 1],
])('a slow %s is the step that the others wait for', { timeout: 60_000 }, async (_name, stages, slow) => {
  const { result } = await runPipe({ stages })
  expect(result.endedBy).toBeNull()
  const busy = result.efforts.map((effort) => effort.busy)
  // On a busy machine it also waits for its turn.
  expect(busy[slow]).toBeGreaterThanOrEqual(0.7)
  for (const other of busy.toSpliced(slow, 1)) expect(other).toBeLessThan(0.3)
  const { points, pointSeconds, peakMemoryBytes } = result.efforts[slow] ?? {}
  expect(pointSeconds).toBe(1)
  expect(points?.length).toBeGreaterThan(1)
  expect(Math.max(...(points ?? []))).toBeGreaterThanOrEqual(80)
  expect(peakMemoryBytes).toBeGreaterThan(100_000)
})

it('CPU time and memory include everything that a program started', { timeout: 60_000 }, async () => {
  // A fixed amount of CPU time, however long it takes: others might need it too.
  const burns = `while (process.cpuUsage().user < 400_000) Buffer.alloc(1000); process.stdout.write('${SCHEMA}\\n')`
  const { result } = await runPipe({
    stages: [extractor('sh', '-c', '"$0" -e "$1"; true', process.execPath, burns), loader(...takes)],
  })
  const [burning, idle] = result.efforts
  expect(burning?.cpuSeconds).toBeGreaterThan(0.3)
  expect(burning?.peakMemoryBytes).toBeGreaterThan(20_000_000)
  expect(idle?.cpuSeconds).toBeLessThan(burning?.cpuSeconds ?? 0)
  expect(burning?.busy).toBeGreaterThan(0.8)
})
