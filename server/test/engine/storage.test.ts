import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'

import type { LogLine } from '@flx/shared/logs/log'
import type { LiveHint, StorageProblem } from '@flx/shared/live/live'
import Database from 'better-sqlite3'
import { afterAll, expect, it, onTestFinished, vi } from 'vitest'

import { openDataFolder } from '../../src/adapters/system/data-folder.ts'
import { createExecutionLog } from '../../src/engine/progress/execution-log.ts'
import { AppError } from '../../src/domain/core/errors.ts'
import { subscribe, type Client, type LiveSocket } from '../support/client.ts'
import { executionEnded } from '../support/events.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { stub } from './support/engine.ts'

/** A server with an endless tap running, and the storage messages its open page receives. */
async function whileExtracting(server: TestServer) {
  const client = await server.as('admin')
  await client.post('/api/plugins', {
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', { endless: true }),
    capabilities: ['state'],
  })
  const target = stub('target.mjs', { lastState: { kept: true } })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
  const body = { name: 'continues', extractor: 'tap', loader: 'target' }
  const { body: pipeline } = await client.post('/api/pipelines', body)
  const socket = await client.connect()
  onTestFinished(() => void socket.close())
  await subscribe(socket, 'executions')
  const extracts = new Promise<void>((resolve) => {
    socket.on('hints', (hints: LiveHint[]) => {
      for (const hint of hints)
        if (hint.type === 'execution.progress' && (hint.recordsProcessed ?? 0) > 0) resolve()
    })
  })
  const { body: execution } = await client.post(`/api/pipelines/${pipeline.id}/execute`)
  await extracts
  return { client, socket, id: execution.id as string }
}

/** Resolves with the next message about the storage. */
const heard = (socket: LiveSocket): Promise<StorageProblem | null> =>
  new Promise((resolve) => {
    socket.on('hints', (hints: LiveHint[]) => {
      for (const hint of hints) if (hint.type === 'storage.changed') resolve(hint.problem)
    })
  })

/** Cancelled, with a log that has an end and no gap. */
async function endsWell(server: TestServer, client: Client, id: string): Promise<void> {
  expect((await client.post(`/api/executions/${id}/cancel`)).status).toBe(202)
  const ended = await executionEnded(server, id)
  expect(ended).toMatchObject({ status: 'cancelled', stateAfter: { kept: true } })
  const { body: log } = await client.get(`/api/executions/${id}/log?limit=2000`)
  expect(log.lines.map(({ line }: LogLine) => line)).toEqual(
    Array.from({ length: ended.logLines }, (_, index) => index + 1),
  )
  expect(log.lines.at(-1).text).toMatch(/^The execution was cancelled/)
}

it('while another program locks the database, the server answers, says so, and then continues', async () => {
  await using server = await startTestServer({ worker: true })
  const { client, socket, id } = await whileExtracting(server)
  const other = new Database(join(server.dataDir, 'flx.db'))
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  const told = heard(socket)
  const create = client.post('/api/pipelines', { name: 'waits', extractor: 'tap', loader: 'target' })
  let slowest = 0
  const problem = await Promise.race([
    told,
    (async () => {
      for await (const _beat of setInterval(100)) {
        const began = performance.now()
        await client.get(`/api/executions/${id}`)
        slowest = Math.max(slowest, performance.now() - began)
      }
    })(),
  ])
  expect(problem?.message).toMatch(/^Another program has locked the database/)
  expect((await client.get('/readyz')).status).toBe(503)
  expect(slowest).toBeLessThan(EVERYTHING ? 1000 : 4500)
  const nobody = { email: 'nobody@example.com', password: 'does not matter' }
  expect(await client.post('/api/auth/sign-in/email', nobody)).toMatchObject({
    status: 503,
    body: { detail: expect.stringMatching(/^Another program has locked the database/) },
  })
  const over = heard(socket)
  other.exec('ROLLBACK')
  expect((await create).status).toBe(201)
  expect(await over).toBeNull()
  expect((await client.get('/readyz')).status).toBe(200)
  await endsWell(server, client, id)
})

const mounted = await smallDisk()
afterAll(() => (mounted === undefined ? undefined : removeDisk(mounted)))

it.skipIf(mounted === undefined)(
  'on a full disk the server stays up, says so, and the execution resumes once there is space',
  async () => {
    const dataDir = mounted as string
    await using server = await startTestServer({ worker: true, dataDir })
    const { client, socket, id } = await whileExtracting(server)
    const told = heard(socket)
    execFileSync('sh', ['-c', `cat /dev/zero > ${dataDir}/filling 2>/dev/null || true`])
    expect((await told)?.message).toMatch(/^The disk that holds the database is full/)
    expect(await client.get('/readyz')).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('is full') },
    })
    // Large enough to need space that is not there.
    const refused = await client.post('/api/pipelines', {
      name: 'refused',
      extractor: 'tap',
      loader: 'target',
      description: 'x'.repeat(5000),
    })
    expect(refused).toMatchObject({ status: 503, body: { detail: expect.stringContaining('is full') } })
    expect((await client.get(`/api/executions/${id}`)).body.status).toBe('running')
    const over = heard(socket)
    await rm(`${dataDir}/filling`)
    expect(await over).toBeNull()
    await endsWell(server, client, id)
    const db = new Database(join(dataDir, 'flx.db'), { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  },
)

it('a log that cannot be stored for long ends the execution, and counts the lost lines', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const stored: LogLine[] = []
  let broken = false
  const stopped = vi.fn()
  const log = createExecutionLog(
    {
      logs: {
        async append(_lease: unknown, lines: LogLine[]) {
          if (broken) throw new AppError('unavailable', 'The disk is full.')
          stored.push(...lines)
          return true
        },
      } as never,
      hints: { publish: () => undefined } as never,
      clock: { now: () => new Date() },
      log: { warn: () => undefined } as never,
    },
    { executionId: 'e', token: 't' },
    { lost: () => undefined, storageFailed: stopped, abandon: new AbortController().signal },
  )
  log.system('info', 'first')
  await vi.advanceTimersByTimeAsync(1000)
  broken = true
  log.system('info', 'second')
  log.system('info', 'third')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(stopped).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(stopped).toHaveBeenCalledExactlyOnceWith('The disk is full.')
  log.system('info', 'fourth')
  broken = false
  log.conclude()
  log.system('error', 'the end')
  await log.flush()
  expect(log.isStored()).toBe(true)
  expect(stored.map(({ line, text }) => `${line} ${text}`)).toEqual([
    '1 first',
    '2 3 lines before this could not be saved and are missing.',
    '3 the end',
  ])
  await log[Symbol.asyncDispose]()
})

it.skipIf(mounted === undefined)(
  'a data folder that is mounted read-only is refused in one sentence',
  async () => {
    const disk = (await smallDisk()) as string
    onTestFinished(() => removeDisk(disk))
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(openDataFolder(disk)).rejects.toThrow(/is not writable: EROFS.*FLX_DATA_DIR/)
  },
)

/** A disk of a few megabytes, on Linux as root; undefined if none can be mounted. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    await rmdir(folder)
    return undefined
  }
}

async function removeDisk(folder: string): Promise<void> {
  execFileSync('umount', ['--lazy', folder])
  await rmdir(folder)
}
