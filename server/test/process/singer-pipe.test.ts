import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { EVERYTHING } from '../support/sweep.ts'
import { extractor, loader, mapper, runPipe, tap, target } from './support/pipe.ts'

const folder = mkdtempSync(join(tmpdir(), 'flx-pipe-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

const streams = join(import.meta.dirname, '../../../../shared/singer-streams')
const absent = existsSync(streams) ? '' : ' (skipped: the sample streams are not here)'

describe('data in the pipe', () => {
  it('arrives byte for byte and is counted per stream', async () => {
    const to = join(folder, 'two-streams')
    const { result, ended } = await runPipe({
      stages: [tap({ records: 5000, streams: ['people', 'ordérs (old)'] }), target({ to })],
    })
    expect(result.recordsProcessed).toBe(10_000)
    expect(result.counts.map(({ stream, records }) => [stream, records])).toEqual([
      ['people', 5000],
      ['ordérs (old)', 5000],
    ])
    expect(readFileSync(to, 'utf8').split('\n').length).toBe(10_003)
    expect(result.endedBy).toBeNull()
    expect(ended).toEqual([
      { outcome: 'exited', exitCode: 0, signal: null, error: null },
      { outcome: 'exited', exitCode: 0, signal: null, error: null },
    ])
  })

  it.skipIf(absent !== '')(`is the same for every sample stream${absent}`, async () => {
    for (const name of absent === '' ? readdirSync(streams) : []) {
      const from = join(streams, name)
      const to = join(folder, name)
      const { result } = await runPipe({
        stages: [extractor('cat', from), loader('sh', '-c', `cat > ${to}`)],
      })
      expect([name, result.endedBy, sha256(to)]).toEqual([name, null, sha256(from)])
    }
  })

  it('goes through mappers, and the records after the last one are counted', async () => {
    const to = join(folder, 'mapped')
    const { result } = await runPipe({
      stages: [
        tap({ records: 300 }),
        mapper('sed', '-n', '1,101p'),
        mapper('cat'),
        loader('sh', '-c', `cat > ${to}`),
      ],
    })
    expect(readFileSync(to, 'utf8').trimEnd().split('\n').length).toBe(101)
    expect(result.recordsProcessed).toBe(100)
  })

  it('can be a line of 20 MB, in constant memory', async () => {
    const to = join(folder, 'long')
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const { result } = await runPipe({
      stages: [tap({ records: 1, longLine: 20_000_000 }), target({ to })],
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers)
      },
    })
    expect(result).toMatchObject({ recordsProcessed: 2, oversizedLine: null, endedBy: null })
    expect(readFileSync(to).length).toBeGreaterThan(20_000_000)
    expect(most - before).toBeLessThan(5_000_000)
  })

  it('waits for a slow loader: the extractor is not read ahead', async () => {
    const to = join(folder, 'slow')
    const { result } = await runPipe({ stages: [tap({ records: 20_000 }), target({ to, readAfter: 400 })] })
    expect(result.recordsProcessed).toBe(20_000)
    expect(result.endedBy).toBeNull()
  })

  it('ends cleanly without any record', async () => {
    const { result, progress } = await runPipe({ stages: [extractor('true'), target()] })
    expect(result).toMatchObject({ counts: [], recordsProcessed: 0, endedBy: null, loaderLeftEarly: false })
    expect(progress).toEqual([0])
  })

  it('can end without a newline', async () => {
    const to = join(folder, 'no-newline')
    const line = '{"type": "RECORD", "stream": "a", "record": {}}'
    const { result } = await runPipe({
      stages: [extractor('printf', '%s', line), loader('sh', '-c', `cat > ${to}`)],
    })
    expect(readFileSync(to, 'utf8')).toBe(line)
    expect(result.recordsProcessed).toBe(1)
  })
})

describe('states that the loader confirms', () => {
  it('are delivered line by line, without blank lines', async () => {
    const { states } = await runPipe({
      stages: [tap(), loader('sh', '-c', 'cat > /dev/null; printf \'{"a": 1}\\n\\n{"b": "é"}\'')],
    })
    expect(states).toEqual(['{"a": 1}', '{"b": "é"}'])
  })
  it('add no time when there are 2,000 of them', async () => {
    const { states, seconds } = await runPipe({ stages: [tap(), target({ states: 2000 })] })
    expect(states).toHaveLength(2000)
    expect(states.at(-1)).toBe('{"n": 2000}')
    expect(seconds).toBeLessThan(5)
  })
  it('can be large values', async () => {
    const script =
      'cat > /dev/null; printf \'{"text": "\'; head -c 3000000 /dev/zero | tr "\\0" x; echo \'"}\''
    const { states } = await runPipe({ stages: [tap(), loader('sh', '-c', script)] })
    expect(states.map((line) => line.length)).toEqual([3_000_012])
  })
})

describe('the log', () => {
  const LINES = EVERYTHING ? 1_000_000 : 30_000
  it(`takes ${LINES} lines without accumulating them`, async () => {
    let waiting = 0
    let most = 0
    const { log, result } = await runPipe({
      stages: [tap({ logLines: LINES }), target()],
      onLog: async () => {
        waiting += 1
        most = Math.max(most, waiting)
        await new Promise(setImmediate)
        waiting -= 1
      },
    })
    expect(log.filter((line) => line.startsWith('INFO'))).toHaveLength(LINES)
    expect(log.at(-1)).toMatch(new RegExp(`INFO line ${LINES} of the log|listening`))
    expect(result.recordsProcessed).toBe(10)
    // One read of 64 KiB can be in progress.
    expect(most).toBeLessThan(5000)
  })
  it('keeps characters whole and cuts lines over 64 KiB', async () => {
    const { log } = await runPipe({
      stages: [
        extractor('sh', '-c', 'head -c 200000 /dev/zero | tr "\\0" x >&2; echo >&2; echo Ünïcödé >&2'),
        target(),
      ],
    })
    // The loader reports listening before or after: the order of two programs is undefined.
    const lines = log.filter((line) => line !== 'listening')
    expect(lines[0]).toMatch(/^x{65536} … \(134464 more bytes cut\)$/)
    expect(lines[1]).toBe('Ünïcödé')
  })
})

describe('progress', () => {
  it('is reported at most four times a second, and once at the end', async () => {
    const { progress, seconds, result } = await runPipe({
      stages: [tap({ endless: true }), target()],
      onProgress: (records, pipe) => {
        if (records > 1000) pipe.cancel()
      },
    })
    expect(progress.length).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1)
    expect(progress.at(-1)).toBe(result.recordsProcessed)
    expect(progress.toSorted((a, b) => a - b)).toEqual(progress)
  })
})
