import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { expect, it } from 'vitest'

import { createKeeper } from '../../src/adapters/process/keeper.ts'
import { findMarked } from '../../src/adapters/process/proc-scan.ts'
import { createProcessStarter } from '../../src/adapters/process/process-starter.ts'
import { createLog } from '../../src/core/log.ts'
import { isAlive } from './support/pipe.ts'

const FIXTURE = join(import.meta.dirname, '../fixtures/start-and-wait.ts')

it.skipIf(process.platform !== 'linux')(
  "a killed process's programs end within seconds, even outside its group; those of others live",
  async () => {
    const [other, killed] = await Promise.all([startFixture(), startFixture()])
    expect(killed.programs).toHaveLength(2)
    killed.child.kill('SIGKILL')
    await ended(killed)
    expect(await findMarked(other.installation)).toHaveLength(2)
    other.child.kill('SIGKILL')
    await ended(other)
  },
)

it.skipIf(process.platform !== 'linux')(
  'programs of a frozen process end when its time is over, but not while it reports in',
  async () => {
    // Twice as long as it was allowed at first.
    const fixture = await startFixture({ allowed: 4000, until: 'alive', times: 8 })
    expect(fixture.programs).toHaveLength(2)
    fixture.child.kill('SIGSTOP')
    const frozen = performance.now()
    await ended(fixture)
    expect(performance.now() - frozen).toBeGreaterThan(2000)
    fixture.child.kill('SIGKILL')
    await once(fixture.child, 'close')
  },
)

it.skipIf(process.platform !== 'linux')('a disposed keeper ends nothing', async () => {
  const keeper = createKeeper(createLog('fatal'))
  const installation = randomUUID()
  const starter = createProcessStarter({ installation, keeper })
  const stop = new AbortController()
  const started = Promise.withResolvers<number>()
  const end = starter.start(
    { command: ['sleep', '60'], cwd: '/', env: { PATH: process.env['PATH'] ?? '' } },
    {
      ...{ executionId: null, signal: stop.signal, forceSignal: stop.signal, graceMs: 1000, onStdout: null },
      ...{ sign: () => undefined, onStderrLine: () => undefined, onSpawn: started.resolve },
    },
  )
  const pid = await started.promise
  const [mark = ''] = Object.values(keeper.mark)
  const isThere = (): boolean => readdirSync('/proc').some((name) => commandOf(name).includes(mark))
  expect(isThere()).toBe(true)
  keeper[Symbol.dispose]()
  await expect.poll(isThere, { timeout: 10_000 }).toBe(false)
  expect(commandOf(pid)).toContain('sleep')
  stop.abort()
  expect(await end).toMatchObject({ outcome: 'cancelled' })
})

interface Fixture {
  child: ChildProcess
  installation: string
  programs: { pid: number }[]
}

/** Both of its programs run. */
async function startFixture({
  allowed = 0,
  until = 'hanging',
  times = 1,
}: { allowed?: number; until?: string; times?: number } = {}): Promise<Fixture> {
  const installation = randomUUID()
  const args = allowed === 0 ? [] : [String(allowed)]
  const child = spawn(process.execPath, [FIXTURE, installation, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const missing = new Map([
    ['hanging', 1],
    [until, times],
  ])
  await new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      missing.set(line, (missing.get(line) ?? 0) - 1)
      if ([...missing.values()].every((count) => count <= 0)) resolve()
    })
  })
  return { child, installation, programs: await findMarked(installation) }
}

/** Waits until the programs are gone: by their IDs, as a search reads every process of the machine. */
async function ended({ installation, programs }: Fixture): Promise<void> {
  const alive = () => programs.filter(({ pid }) => isAlive(pid))
  await expect.poll(alive, { timeout: 15_000, interval: 100 }).toEqual([])
  expect(await findMarked(installation)).toEqual([])
}

function commandOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
