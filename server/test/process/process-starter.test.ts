import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'

import { afterEach, describe, expect, it } from 'vitest'

import { createProcessStarter } from '../../src/adapters/process/process-starter.ts'
import type { ProcessStarter } from '../../src/domain/executions/processes.ts'
import { checkNoSurvivors, environment, isAlive } from './support/pipe.ts'

const INSTALLATION = `test-${randomUUID()}`
const starter = createProcessStarter({ installation: INSTALLATION })

type StartOptions = Parameters<ProcessStarter['start']>[1]

async function start(
  command: string[],
  options: Partial<StartOptions> & { cwd?: string; env?: Record<string, string> } = {},
) {
  const log: string[] = []
  const output: Buffer[] = []
  const { cwd = '/', env = environment, ...rest } = options
  const end = await starter.start(
    { command, cwd, env },
    {
      signal: new AbortController().signal,
      forceSignal: new AbortController().signal,
      graceMs: 5000,
      executionId: randomUUID(),
      onStdout: (chunk) => void output.push(chunk),
      onStderrLine: (text) => void log.push(text),
      ...rest,
    },
  )
  return { end, log, output: Buffer.concat(output).toString() }
}

afterEach(() => checkNoSurvivors(INSTALLATION))

describe('a program', () => {
  it.runIf(process.platform === 'linux')('can open its outputs by their paths', async () => {
    const script =
      'echo "on stdout" > /dev/stdout; echo "on stderr" > /dev/stderr; echo more > /proc/self/fd/1'
    const { end, output, log } = await start(['sh', '-c', script])
    expect({ end, output, log }).toMatchObject({
      end: { outcome: 'exited', exitCode: 0 },
      output: 'on stdout\nmore\n',
      log: ['on stderr'],
    })
  })

  it('gets exactly the given environment, and the marks', async () => {
    const executionId = randomUUID()
    const { output } = await start(['/usr/bin/env'], { executionId, env: { A: '1 $HOME' } })
    expect(output.trim().split('\n').toSorted()).toEqual([
      'A=1 $HOME',
      `FLX_EXECUTION_ID=${executionId}`,
      `FLX_INSTALLATION=${INSTALLATION}`,
    ])
  })
  it('gets its arguments unchanged: there is no shell', async () => {
    const { output } = await start(['printf', '%s|', '$HOME; rm -rf', '*', "'"])
    expect(output).toBe("$HOME; rm -rf|*|'|")
  })
  it('gets its input, and leaving some unread is not an error', async () => {
    expect((await start(['wc', '-c'], { stdin: 'x'.repeat(1_000_000) })).output.trim()).toBe('1000000')
    expect((await start(['true'], { stdin: 'x'.repeat(1_000_000) })).end.exitCode).toBe(0)
  })
  it('without input reads end of file', async () => {
    expect((await start(['cat'])).end.exitCode).toBe(0)
  })
  it('has its stdout reported by lines on request', async () => {
    const lines: string[] = []
    await start(['printf', 'a\\nb'], { onStdout: null, onStdoutLine: (text) => void lines.push(text) })
    expect(lines).toEqual(['a', 'b'])
  })
  it('can write a lot of unread output', async () => {
    const { end } = await start(['head', '-c', '5000000', '/dev/zero'], { onStdout: null })
    expect(end).toEqual({ outcome: 'exited', exitCode: 0, signal: null, error: null })
  })
})

describe('the end of a program', () => {
  it('when not requested is reported with code or signal', async () => {
    expect((await start(['sh', '-c', 'exit 7'])).end).toMatchObject({ outcome: 'exited', exitCode: 7 })
    expect((await start(['sh', '-c', 'kill -9 $$'])).end).toMatchObject({
      outcome: 'killed',
      signal: 'SIGKILL',
    })
  })
  it('after a cancel is cancelled, even with code 0', async () => {
    const cancel = new AbortController()
    const { end } = await start(
      ['sh', '-c', 'trap "exit 0" TERM; echo ready >&2; while :; do sleep 0.05; done'],
      {
        signal: cancel.signal,
        onStderrLine: () => cancel.abort(),
      },
    )
    expect(end).toEqual({ outcome: 'cancelled', exitCode: 0, signal: null, error: null })
  })
  it('comes with SIGKILL after the grace period', async () => {
    const cancel = new AbortController()
    const { end } = await start(['sh', '-c', 'trap "" TERM; echo ready >&2; while :; do sleep 0.05; done'], {
      signal: cancel.signal,
      graceMs: 200,
      onStderrLine: () => cancel.abort(),
    })
    expect(end).toEqual({ outcome: 'cancelled', exitCode: null, signal: 'SIGKILL', error: null })
  })
  it('does not wait for a child that keeps its output open, and ends it', async () => {
    let child = 0
    const { end } = await start(['sh', '-c', 'setsid sleep 300 & echo $! >&2'], {
      onStderrLine: (text) => {
        child = Number(text)
      },
    })
    expect(end).toMatchObject({ outcome: 'exited', exitCode: 0 })
    expect(end.error).toContain('left a process behind')
    expect(isAlive(child)).toBe(false)
  })
})

describe('a program that cannot be started', () => {
  it.each([
    [['/no/such/program'], {}, 'The program /no/such/program was not found.'],
    [['no-such-program'], {}, 'The program no-such-program was not found.'],
    [['/etc/passwd'], {}, 'The program /etc/passwd is not executable.'],
    [['true'], { cwd: '/no/such/folder' }, 'The working folder /no/such/folder does not exist.'],
    [['tr\0ue'], {}, 'could not start'],
    [[], {}, 'The command is empty'],
    [['true', 'x'.repeat(5_000_000)], {}, 'too large for the operating system'],
  ])('says why: %.20j %j', async (command, options, sentence) => {
    const { end } = await start(command, options)
    expect(end.outcome).toBe('spawn-failed')
    expect(end.error).toContain(sentence)
  })
})

describe('sweeping', () => {
  it('reads /proc in a few turns of the event loop, however busy each of them is', async () => {
    let turns = 0
    const count = (): void => {
      turns += 1
      counting = setImmediate(count)
    }
    let counting = setImmediate(count)
    await starter.sweep(randomUUID())
    clearImmediate(counting)
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length
    expect(turns).toBeLessThan(processes / 3)
  })

  const forget = (env: Record<string, string>) => {
    const child = spawn('setsid', ['sh', '-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'], {
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return once(child.stdout, 'data').then(() => child)
  }

  it('finds and ends the programs of an earlier run of the server', async () => {
    const executionId = randomUUID()
    const survivor = await forget({ FLX_EXECUTION_ID: executionId, FLX_INSTALLATION: INSTALLATION })
    const found = await starter.findSurvivors()
    expect(found.map((each) => each.executionId)).toContain(executionId)
    const gone = once(survivor, 'exit')
    expect((await starter.sweep(executionId)).killed).toBeGreaterThan(0)
    await gone
  })

  it('leaves other executions and other installations alone', async () => {
    const executionId = randomUUID()
    const other = await forget({ FLX_EXECUTION_ID: executionId, FLX_INSTALLATION: 'another' })
    expect(await starter.sweep(executionId)).toEqual({ killed: 0 })
    expect(await starter.findSurvivors()).toEqual([])
    expect(other.exitCode).toBeNull()
    const gone = once(other, 'exit')
    await createProcessStarter({ installation: 'another' }).sweep(executionId)
    await gone
  })
})
