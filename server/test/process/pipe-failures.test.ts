import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, describe, expect, it } from 'vitest'

import {
  checkNoSurvivors,
  childPid,
  extractor,
  INSTALLATION,
  isAlive,
  loader,
  mapper,
  runPipe,
  tap,
  target,
} from './support/pipe.ts'

const folder = mkdtempSync(join(tmpdir(), 'flx-failures-'))
afterAll(() => rmSync(folder, { recursive: true }))

afterEach(() => checkNoSurvivors(INSTALLATION))

const exited = (exitCode: number) => ({ outcome: 'exited', exitCode, signal: null, error: null })

/** Calls back once the tap hangs and the target listens for signals. */
function onceReady(act: (pipe: { cancel(): void; force(): void }) => void) {
  const waitingFor = new Set(['hanging', 'listening'])
  return (text: string, pipe: { cancel(): void; force(): void }) => {
    if (waitingFor.delete(text) && waitingFor.size === 0) act(pipe)
  }
}

describe('an extractor that fails', () => {
  it('lets the loader read the rest and save its state', async () => {
    const to = join(folder, 'drained')
    const { result, states } = await runPipe({
      stages: [tap({ records: 500, exitCode: 1 }), target({ to, lastState: { done: 500 } })],
    })
    expect(result).toMatchObject({ ends: [exited(1), exited(0)], endedBy: null, recordsProcessed: 500 })
    expect(states).toEqual(['{"done":500}'])
    expect(readFileSync(to, 'utf8').trimEnd().split('\n')).toHaveLength(501)
  })

  it('in the middle of a line does not corrupt the loader’s input', async () => {
    const to = join(folder, 'half')
    const { result } = await runPipe({
      stages: [tap({ records: 3, exitCode: 1, unfinishedLine: true }), target({ to })],
    })
    expect(result).toMatchObject({ ends: [exited(1), exited(0)], malformedLine: null })
    expect(readFileSync(to, 'utf8')).toMatch(/"id": 3}}\n$/)
  })

  it('at once causes no other failure', async () => {
    const { result } = await runPipe({ stages: [extractor('false'), target()] })
    expect(result).toMatchObject({ ends: [exited(1), exited(0)], endedBy: null, recordsProcessed: 0 })
  })

  it('by its own signal is reported as killed', async () => {
    const { result } = await runPipe({ stages: [extractor('sh', '-c', 'kill -SEGV $$'), target()] })
    expect(result.ends[0]).toEqual({ outcome: 'killed', exitCode: null, signal: 'SIGSEGV', error: null })
    expect(result.ends[1]).toEqual(exited(0))
  })
})

describe('a loader that exits', () => {
  it('at its start ends the extractor', async () => {
    const { result } = await runPipe({
      stages: [tap({ endless: true }), target({ leaveAfterBytes: 0, exitCode: 3 })],
    })
    expect(result).toMatchObject({ endedBy: 1, loaderLeftEarly: true })
    expect(result.ends[0]?.outcome).not.toBe('cancelled')
    expect(result.ends[1]).toEqual(exited(3))
  })

  it('in the middle with code 0 has still left early', async () => {
    const { result } = await runPipe({ stages: [tap({ endless: true }), target({ leaveAfterBytes: 5000 })] })
    expect(result).toMatchObject({ endedBy: 1, loaderLeftEarly: true })
    expect(result.ends[1]).toEqual(exited(0))
  })

  it('with code 0 after the extractor ended, but without reading all, has left early too', async () => {
    const ended = join(folder, 'ended')
    const script = `until [ -e ${ended} ]; do sleep 0.02; done; head -c 10 > /dev/null`
    const { result } = await runPipe({
      stages: [tap({ records: 5 }), loader('sh', '-c', script)],
      onEnd: (stage) => {
        if (stage === 0) writeFileSync(ended, '')
      },
    })
    expect(result).toMatchObject({ endedBy: 1, loaderLeftEarly: true, ends: [exited(0), exited(0)] })
  })

  it('ends an extractor that ignores SIGTERM after the grace period', async () => {
    const { result, pids } = await runPipe({
      stages: [tap({ records: 0, hang: true, ignoreSigterm: true }), target({ leaveAfterBytes: 1 })],
      graceMs: 300,
    })
    expect(result.ends[0]).toMatchObject({ outcome: 'killed', signal: 'SIGKILL' })
    expect(result.loaderLeftEarly).toBe(true)
    expect(pids.some(isAlive)).toBe(false)
  })

  it('saves what it confirms while it exits', async () => {
    const { states } = await runPipe({
      stages: [
        tap({ endless: true }),
        target({ leaveAfterBytes: 5000, exitCode: 1, lastState: { seen: true } }),
      ],
    })
    expect(states).toEqual(['{"seen":true}'])
  })

  it('by closing only its input is stopped after the grace period', async () => {
    const { result, seconds } = await runPipe({
      stages: [tap({ endless: true }), loader('sh', '-c', 'exec 0<&-; exec sleep 60')],
      graceMs: 300,
    })
    expect(result.endedBy).toBe(1)
    expect(result.ends[1]).toMatchObject({ outcome: 'killed', signal: 'SIGTERM' })
    expect(seconds).toBeLessThan(10)
  })
})

describe('a mapper that dies', () => {
  it('ends the extractor, and the loader saves its state', async () => {
    const { result, states } = await runPipe({
      stages: [
        tap({ endless: true }),
        mapper('sh', '-c', 'head -c 3000; exit 4'),
        target({ lastState: { ok: 1 } }),
      ],
    })
    expect(result).toMatchObject({ endedBy: 1, loaderLeftEarly: false })
    expect(result.ends.slice(1)).toEqual([exited(4), exited(0)])
    expect(states).toEqual(['{"ok":1}'])
  })
})

describe('a line that must not pass', () => {
  it.each([
    ['no JSON', 'Loading data, please wait', 'Loading data, please wait'],
    ['broken JSON', '{"type": "SCHEMA", "stream": }', '{"type": "SCHEMA", "stream": }'],
    ['no message', '{"records": [1, 2]}', '{"records": [1, 2]}'],
    ['an array', '[1, 2]', '[1, 2]'],
    [
      'half a record',
      '{"type": "RECORD", "stream": "people", "record": {"id"',
      '{"type": "RECORD", "stream": "people", "record": {"id"',
    ],
  ])('because it is %s is named, and the loader keeps what came before', async (_, raw, excerpt) => {
    const to = join(folder, 'malformed')
    const { result, states } = await runPipe({
      stages: [tap({ records: 2, raw: [raw], hang: true }), target({ to, lastState: { kept: true } })],
    })
    expect(result.malformedLine).toEqual({ plugin: 'tap-test', lineNumber: 4, excerpt })
    expect(result.endedBy).toBe(0)
    expect(readFileSync(to, 'utf8')).toMatch(/"id": 2}}\n$/)
    expect(states).toEqual(['{"kept":true}'])
  })

  it('because it is over 64 MiB is named with its stream', async () => {
    const { result, seconds } = await runPipe({
      stages: [
        tap({ records: 1, longLine: 100_000_000, streams: ['blobs'] }),
        target({ lastState: { kept: true } }),
      ],
    })
    expect(result.oversizedLine?.stream).toBe('blobs')
    expect(result.oversizedLine?.bytes).toBeGreaterThan(64 * 1024 * 1024)
    expect(result).toMatchObject({ endedBy: 0, malformedLine: null, recordsProcessed: 1 })
    expect(seconds).toBeLessThan(20)
  })

  it('is not a blank one or one of an unknown type', async () => {
    const raw = [
      '',
      '  ',
      '{"type": "PROGRESS", "value": 5}',
      '{"type": "ACTIVATE_VERSION", "stream": "people", "version": 1}',
    ]
    const { result } = await runPipe({ stages: [tap({ raw }), target()] })
    expect(result).toMatchObject({ malformedLine: null, endedBy: null, recordsProcessed: 10 })
  })
})

describe('a cancel', () => {
  it('is a cancel whatever the exit codes, and keeps the state that the loader confirms', async () => {
    const { result, states } = await runPipe({
      stages: [tap({ hang: true }), target({ lastState: { at: 'SIGTERM' } })],
      onLog: onceReady((pipe) => pipe.cancel()),
    })
    expect(result.ends.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
    expect(result.ends[1]?.exitCode).toBe(0)
    expect(result).toMatchObject({ endedBy: null, loaderLeftEarly: false })
    expect(states).toEqual(['{"at":"SIGTERM"}'])
  })

  it('for a time limit is reported as timed-out', async () => {
    const { result } = await runPipe({
      stages: [tap({ hang: true }), target()],
      onLog: (_, pipe) => pipe.cancel(new DOMException('The time limit is over.', 'TimeoutError')),
    })
    expect(result.ends.map(({ outcome }) => outcome)).toEqual(['timed-out', 'timed-out'])
  })

  it('kills programs that ignore SIGTERM after the grace period, with their children', async () => {
    const { result, log, pids } = await runPipe({
      stages: [tap({ hang: true, ignoreSigterm: true, child: 'group' }), target({ ignoreSigterm: true })],
      graceMs: 300,
      onLog: onceReady((pipe) => pipe.cancel()),
    })
    expect(result.ends[0]).toMatchObject({ outcome: 'cancelled', signal: 'SIGKILL' })
    expect([...pids, childPid(log)].filter(isAlive)).toEqual([])
  })

  it('by force does not wait for the grace period', async () => {
    const { result, seconds } = await runPipe({
      stages: [tap({ hang: true, ignoreSigterm: true }), target({ ignoreSigterm: true })],
      graceMs: 60_000,
      onLog: onceReady((pipe) => {
        pipe.cancel()
        pipe.force()
      }),
    })
    expect(result.ends).toEqual(
      [0, 1].map(() => ({ outcome: 'cancelled', exitCode: null, signal: 'SIGKILL', error: null })),
    )
    expect(seconds).toBeLessThan(20)
  })

  it('before the start starts nothing', async () => {
    const { result, pids } = await runPipe({ stages: [tap(), target()], signal: AbortSignal.abort() })
    expect(pids).toEqual([])
    expect(result.ends.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a child that an extractor leaves behind', () => {
  it.each(['group', 'setsid'])('in its %s holds up nothing and does not survive', async (child) => {
    const { result, log, seconds } = await runPipe({
      stages: [tap({ child }), target({ lastState: { ok: 1 } })],
    })
    expect(result).toMatchObject({ endedBy: null, recordsProcessed: 10 })
    expect(result.ends[0]).toMatchObject({
      outcome: 'exited',
      exitCode: 0,
      error: expect.stringContaining('left a process'),
    })
    expect(isAlive(childPid(log))).toBe(false)
    expect(seconds).toBeLessThan(10)
  })

  it('by setsid does not survive a cancel', async () => {
    const { log } = await runPipe({
      stages: [tap({ child: 'setsid', hang: true }), target()],
      onLog: onceReady((pipe) => pipe.cancel()),
    })
    expect(isAlive(childPid(log))).toBe(false)
  })
})

describe('a program that cannot be started', () => {
  it('is named, and the others are ended', async () => {
    const { result, pids } = await runPipe({ stages: [tap({ hang: true }), loader('/no/such/target')] })
    expect(result.endedBy).toBe(1)
    expect(result.ends[1]).toMatchObject({
      outcome: 'spawn-failed',
      error: 'The program /no/such/target was not found. Install the plugin or correct its command.',
    })
    expect(pids).toHaveLength(1)
    expect(pids.filter(isAlive)).toEqual([])
  })
})
