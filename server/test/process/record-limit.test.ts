import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'

import { createLineScanner, MAX_HELD_BYTES } from '../../src/adapters/process/pipe/line-scanner.ts'
import { loader, mapper, runPipe, tap, target } from './support/pipe.ts'

const folder = mkdtempSync(join(tmpdir(), 'flx-limit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').slice(0, -1)
const records = (file: string) => linesOf(file).filter((line) => line.includes('"RECORD"'))

describe('a scanner with a limit', () => {
  it('passes up to the line that reaches it, however the bytes are cut and long the lines are', () => {
    const long = 'x'.repeat(MAX_HELD_BYTES * 2)
    const lines = Array.from({ length: 40 }, (_, index) =>
      index % 5 === 0
        ? JSON.stringify({ type: 'STATE', value: { index } })
        : JSON.stringify({
            type: 'RECORD',
            stream: `s${index % 3}`,
            record: { text: index % 7 === 0 ? long : 'a' },
          }),
    )
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 1000, max: 300_000 }),
        (limitRecords, size) => {
          const scanner = createLineScanner({ limitRecords })
          const buffer = Buffer.alloc(MAX_HELD_BYTES + size)
          const passed: Buffer[] = []
          let held = 0
          for (let at = 0; at < bytes.length; at += size) {
            const end = held + bytes.copy(buffer, held, at, at + size)
            const length = scanner.scan(buffer, end)
            passed.push(Buffer.from(buffer.subarray(0, length)))
            if (scanner.isEnough()) break
            buffer.copyWithin(0, length, end)
            held = end - length
          }
          const got = Buffer.concat(passed).toString().split('\n').slice(0, -1)
          expect(got.filter((line) => line.includes('"RECORD"'))).toHaveLength(limitRecords)
          expect(got.at(-1)).toContain('"RECORD"')
          expect(got).toEqual(lines.slice(0, got.length))
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a pipe with a limit', () => {
  it('gives the loader exactly the limit and a clean end, and stops an endless extractor', async () => {
    const to = join(folder, 'endless')
    const { result, states, ended } = await runPipe({
      stages: [tap({ endless: true }), target({ to, lastState: { done: true } })],
      limitRecords: 250,
    })
    expect(records(to)).toHaveLength(250)
    expect(result).toMatchObject({ limitReached: true, endedBy: null, recordsProcessed: 250 })
    expect(ended.map(({ outcome, exitCode }) => [outcome, exitCode])).toEqual([
      ['killed', null],
      ['exited', 0],
    ])
    expect(states).toEqual(['{"done":true}'])
  })

  it('kills an extractor that ignores the stop after the grace period, and lets the loader finish', async () => {
    const to = join(folder, 'stubborn')
    const { result, ended } = await runPipe({
      stages: [tap({ endless: true, ignoreSigterm: true }), target({ to })],
      limitRecords: 5,
      graceMs: 200,
    })
    expect(records(to)).toHaveLength(5)
    expect(result).toMatchObject({ limitReached: true, endedBy: null })
    expect(ended[1]).toMatchObject({ outcome: 'exited', exitCode: 0 })
  })

  it('counts after the mappers, and stops them as well', async () => {
    const to = join(folder, 'mapped')
    const { result } = await runPipe({
      stages: [
        tap({ endless: true }),
        mapper('grep', '--line-buffered', '-v', '"id": [0-9]*[13579]}'),
        loader('sh', '-c', `cat > ${to}`),
      ],
      limitRecords: 40,
    })
    expect(records(to)).toHaveLength(40)
    expect(records(to)[39]).toContain('{"id": 80}')
    expect(result).toMatchObject({ limitReached: true, endedBy: null, recordsProcessed: 40 })
  })

  it('waits for a slow loader', async () => {
    const to = join(folder, 'slow')
    const { result } = await runPipe({
      stages: [tap({ records: 50_000 }), target({ to, readAfter: 300 })],
      limitRecords: 20_000,
    })
    expect(records(to)).toHaveLength(20_000)
    expect(result).toMatchObject({ limitReached: true, endedBy: null })
  })

  it('that is never reached changes nothing', async () => {
    const to = join(folder, 'short')
    const { result, ended } = await runPipe({
      stages: [tap({ records: 7, exitCode: 1 }), target({ to })],
      limitRecords: 100,
    })
    expect(result).toMatchObject({ limitReached: false, recordsProcessed: 7 })
    expect(ended[0]).toMatchObject({ outcome: 'exited', exitCode: 1 })
  })

  it('still blames a loader that fails after it', async () => {
    const { result, ended } = await runPipe({
      stages: [tap({ endless: true }), target({ exitCode: 4 })],
      limitRecords: 3,
    })
    expect(result.limitReached).toBe(true)
    expect(ended[1]).toMatchObject({ outcome: 'exited', exitCode: 4 })
  })
})
