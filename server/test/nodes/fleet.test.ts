import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Execution } from '@flx/shared/executions/execution'
import type { LiveEvent, LiveHint } from '@flx/shared/live/live'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { openPostgres } from '../../src/adapters/db/core/open-postgres.ts'
import type { Database } from '../../src/adapters/db/core/open-database.ts'
import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { openExclusively } from '../../src/commands/open-database.ts'
import { readEnvironment } from '../../src/config.ts'
import { stub } from '../engine/support/engine.ts'
import { Client, subscribe, type LiveSocket } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { ServerProcess } from '../support/server-process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { roundRobin, type RoundRobin } from './round-robin.ts'

/** Roles of the servers without pages: separate processes at night, otherwise in this one, which is cheaper. */
const OTHERS = EVERYTHING
  ? ['scheduler', 'scheduler', 'worker', 'worker', 'worker']
  : ['worker,scheduler', 'worker,scheduler']
const WORKERS = OTHERS.filter((roles) => roles.includes('worker')).length

const made = new AsyncDisposableStack()
let url: string
let page: TestServer
let mirror: TestServer
let startHere: (roles: string) => Promise<TestServer>
let proxy: RoundRobin
let client: Client
let database: Database

/** Servers that start at once on an empty database: two serve pages, the others schedule and execute. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-fleet-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  url = (await createPostgresDatabase(made, false)).url
  const FLX_SECRET_KEY_FILE = join(folder, 'secret.key')
  await writeSecretKey(FLX_SECRET_KEY_FILE)
  database = made.use(openPostgres(url, { connections: 1, onError: () => undefined }))
  startHere = async (FLX_ROLES) =>
    made.use(
      await startTestServer({
        ...{ postgres: url, env: { FLX_SECRET_KEY_FILE, FLX_ROLES, FLX_CONCURRENCY: '1' } },
      }),
    )
  const startProcess = (FLX_ROLES: string, index: number): Promise<string> => {
    const server = new ServerProcess({
      ...{ FLX_ROLES, FLX_DATABASE_URL: url, FLX_SECRET_KEY_FILE },
      ...{ FLX_DATA_DIR: join(folder, `${index}`), FLX_HUB_URL: 'http://127.0.0.1:9' },
      ...{ FLX_CONCURRENCY: '1', FLX_LOG_LEVEL: 'warn' },
    })
    made.defer(async () => {
      server.child.kill('SIGKILL')
      await server.ended
    })
    return server.ready()
  }
  ;[page, mirror] = await Promise.all([
    startHere('web'),
    startHere('web'),
    ...OTHERS.map((roles, index) => (EVERYTHING ? startProcess(roles, index) : startHere(roles))),
  ])
  proxy = made.use(await roundRobin([page.url, mirror.url]))
  client = new Client(proxy.url)
  client.cookie = (await page.as('admin')).cookie
  for (const [name, options] of Object.entries({
    waiting: { records: 1, hang: true },
    quick: { records: 1 },
  }))
    await client.post('/api/plugins', {
      ...{ name, type: 'extractor', command: stub('tap.mjs', options), capabilities: ['state'] },
    })
  const target = stub('target.mjs', { lastState: { kept: true } })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
}, 120_000)
afterAll(() => made.disposeAsync())

/** Added to the queue through one of the servers with pages, in turn. */
async function pipeline(name: string, extractor: string, more: object = {}): Promise<string> {
  const { body } = await client.post('/api/pipelines', { name, extractor, loader: 'target', ...more })
  return body.id
}

/** Resolves with the first event that a page receives for which `look` returns something. */
function hears<T>(socket: LiveSocket, look: (event: LiveEvent) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const hear = (event: LiveEvent): void => {
      const found = look(event)
      if (found === undefined) return
      socket.off('event', hear)
      resolve(found)
    }
    socket.on('event', hear)
  })
}

/** The executions of these pipelines, once each has one of this status. */
function allAre(socket: LiveSocket, pipelineIds: readonly string[], status: string) {
  const found = new Map<string, string>()
  return hears(socket, (event) => {
    if (event.type !== 'execution.changed' || event.execution.status !== status) return undefined
    const { id, pipelineId } = event.execution
    if (pipelineIds.includes(pipelineId)) found.set(pipelineId, id)
    return found.size === pipelineIds.length ? [...found.values()] : undefined
  })
}

/** Resolves when the log that a page follows has a line with this text. */
function logged(socket: LiveSocket, executionId: string, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const read = async (): Promise<void> => {
      const { body } = await clientAt(mirror).get(`/api/executions/${executionId}/log?limit=100`)
      if (!body.lines.some(({ text }: { text: string }) => text.includes(words))) return
      socket.off('hints', hear)
      resolve()
    }
    const hear = (hints: LiveHint[]): void => {
      if (hints.some(({ type }) => type === 'log.appended')) read().catch(reject)
    }
    socket.on('hints', hear)
    read().catch(reject)
  })
}

/** The same user at one server, past the proxy. */
function clientAt(server: TestServer): Client {
  const there = server.client()
  there.cookie = client.cookie
  return there
}

it('executions spread over workers, and are followed and cancelled on the pages of another server', async () => {
  await using socket = await clientAt(mirror).connect()
  await subscribe(socket, 'executions')
  const progress = new Promise<void>((resolve) => {
    socket.on('hints', (hints: LiveHint[]) => {
      if (hints.some((hint) => hint.type === 'execution.progress' && (hint.recordsProcessed ?? 0) > 0))
        resolve()
    })
  })
  const ids = await Promise.all(
    Array.from({ length: WORKERS }, (_, index) => pipeline(`Orders ${index}`, 'waiting')),
  )
  const pending = allAre(socket, ids, 'pending')
  const spread = allAre(socket, ids, 'running')
  const [first = ''] = await Promise.all(
    ids.map(async (id) => (await client.post(`/api/pipelines/${id}/execute`)).body.id as string),
  )
  await pending
  const running = await spread
  const workers = await Promise.all(
    running.map(async (id) => (await client.get(`/api/executions/${id}`)).body.worker as string),
  )
  expect(new Set(workers).size).toBe(WORKERS)
  for (const worker of workers) expect(worker).toMatch(/-[0-9a-f]{8}$/)
  await progress

  await subscribe(socket, `log:${first}`)
  await logged(socket, first, 'hanging')
  const { body: nodes } = await client.get('/api/nodes')
  expect(nodes.items.map(({ roles }: { roles: string[] }) => roles.toSorted().join()).toSorted()).toEqual(
    [...OTHERS, 'web', 'web'].map((roles) => roles.split(',').toSorted().join()).toSorted(),
  )
  const ended = allAre(socket, ids, 'cancelled')
  const asked = performance.now()
  for (const id of running) expect((await client.post(`/api/executions/${id}/cancel`)).status).toBe(202)
  await ended
  // Received at once: the renewal of the lease would deliver it after ten seconds.
  expect(performance.now() - asked).toBeLessThan(9000)
})

it('a start ends only executions of the same server', async () => {
  const id = await pipeline('Customers', 'waiting')
  const { body: execution } = await client.post(`/api/pipelines/${id}/execute`)
  const isRunning = async () =>
    (await page.running.context.executions.find(execution.id))?.status === 'running' ? true : undefined
  await afterEvents(page.running.context.events, isRunning)
  await using _another = await startHere('worker')
  expect(await isRunning()).toBe(true)
  await client.post(`/api/executions/${execution.id}/cancel`)
  expect(await executionEnded(page, execution.id)).toMatchObject({ status: 'cancelled' })
})

it('with two schedulers each tick fires once', async () => {
  await using socket = await clientAt(mirror).connect()
  await subscribe(socket, 'executions')
  const names = ['By day', 'By week', 'By month', 'By quarter']
  const scheduled = { schedule: '0 3 1 1 *', isActive: true }
  const ids = await Promise.all(names.map((name) => pipeline(name, 'quick', scheduled)))
  const ended = allAre(socket, ids, 'success')
  await sql`update pipeline set next_due_at = ${new Date().toISOString()} where schedule is not null`.execute(
    database.db,
  )
  // Makes the leader check the schedules.
  await pipeline('Wakes the schedules', 'quick')
  await ended
  const { body } = await client.get('/api/executions?limit=50')
  const bySchedule = (body.items as Execution[]).filter(({ trigger }) => trigger === 'schedule')
  expect(bySchedule.map(({ pipelineId }) => pipelineId).toSorted()).toEqual(ids.toSorted())
})

it('behind a round-robin proxy a page works with one WebSocket, even after it broke', async () => {
  const before = [...proxy.requests]
  // Each server knows the session that another one opened.
  for (const _page of [page, mirror]) expect((await client.get('/api/auth/get-session')).status).toBe(200)
  expect(proxy.requests.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1])

  const id = await pipeline('Behind a proxy', 'quick')
  for (const _attempt of ['at first', 'at the next server']) {
    await using socket = await client.connect()
    await subscribe(socket, 'executions')
    const ended = allAre(socket, [id], 'success')
    await client.post(`/api/pipelines/${id}/execute`)
    await ended
    const broken = new Promise((resolve) => socket.once('disconnect', resolve))
    proxy.breakSockets()
    await broken
  }
})

it('signing out at one server closes the sockets at another', async () => {
  const user = await page.as('viewer')
  const elsewhere = mirror.client()
  elsewhere.cookie = user.cookie
  await using socket = await elsewhere.connect()
  const closed = new Promise((resolve) => socket.once('disconnect', resolve))
  expect((await user.post('/api/auth/sign-out')).status).toBe(204)
  await closed
  expect((await elsewhere.get('/api/executions')).status).toBe(401)
})

it('a command that needs exclusive use of the database is refused while servers use it', async () => {
  const config = readEnvironment({ FLX_DATA_DIR: join(page.dataDir, 'command'), FLX_DATABASE_URL: url })
  await expect(openExclusively(config)).rejects.toThrow('stop every server with this FLX_DATABASE_URL')
})
