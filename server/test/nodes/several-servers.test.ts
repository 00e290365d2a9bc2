import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { LiveEvent, LiveHint } from '@flx/shared/live/live'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { openExclusively } from '../../src/commands/open-database.ts'
import { readEnvironment } from '../../src/config.ts'
import { stub } from '../engine/support/engine.ts'
import { subscribe, type Client } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const made = new AsyncDisposableStack()
let page: TestServer
let mirror: TestServer
let client: Client
let url: string
let start: (roles: string) => Promise<TestServer>

/** Servers that start at once on an empty database: two serve pages and execute nothing, one executes. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-key-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  url = (await createPostgresDatabase(made, false)).url
  const key = join(folder, 'secret.key')
  await writeSecretKey(key)
  start = (FLX_ROLES) => startTestServer({ postgres: url, env: { FLX_SECRET_KEY_FILE: key, FLX_ROLES } })
  const started = await Promise.all([start('web'), start('web'), start('worker,scheduler')])
  for (const server of started) made.use(server)
  ;[page, mirror] = started
  client = await page.as('admin')
  await client.post('/api/plugins', {
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', { endless: true }),
    capabilities: ['state'],
  })
  const target = stub('target.mjs', { lastState: { kept: true } })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
})
afterAll(() => made.disposeAsync())

/** An execution that loads records until it is cancelled. */
async function executeEndless(name: string): Promise<{ id: string }> {
  const { body: pipeline } = await client.post('/api/pipelines', { name, extractor: 'tap', loader: 'target' })
  const { body } = await client.post(`/api/pipelines/${pipeline.id}/execute`)
  return body
}

it('an execution runs on one server, and is followed and cancelled on the pages of another', async () => {
  await using socket = await client.connect()
  await subscribe(socket, 'executions')
  const statuses: string[] = []
  socket.on('event', (event: LiveEvent) => {
    if (event.type === 'execution.changed') statuses.push(event.execution.status)
  })
  const progress = new Promise<void>((resolve) => {
    socket.on('hints', (hints: LiveHint[]) => {
      if (hints.some((hint) => hint.type === 'execution.progress' && (hint.recordsProcessed ?? 0) > 0))
        resolve()
    })
  })
  const { id } = await executeEndless('Orders')
  await progress
  expect((await client.get(`/api/executions/${id}`)).body).toMatchObject({
    status: 'running',
    worker: expect.stringMatching(/-[0-9a-f]{8}$/),
  })
  const asked = performance.now()
  expect((await client.post(`/api/executions/${id}/cancel`)).status).toBe(202)
  expect(await executionEnded(page, id)).toMatchObject({ status: 'cancelled' })
  // Received at once: the renewal of the lease would deliver it after ten seconds.
  expect(performance.now() - asked).toBeLessThan(9000)
  expect(statuses).toEqual(expect.arrayContaining(['pending', 'running']))
})

it('a start ends only executions of the same server', async () => {
  const { id } = await executeEndless('Customers')
  const isRunning = async () =>
    (await page.running.context.executions.find(id))?.status === 'running' ? true : undefined
  await afterEvents(page.running.context.events, isRunning)
  await using _another = await start('worker')
  expect(await isRunning()).toBe(true)
  await client.post(`/api/executions/${id}/cancel`)
  expect(await executionEnded(page, id)).toMatchObject({ status: 'cancelled' })
})

it('a session that ends at one server closes its sockets at the others', async () => {
  const person = await page.as('viewer')
  const elsewhere = mirror.client()
  elsewhere.cookie = person.cookie
  await using socket = await elsewhere.connect()
  const closed = new Promise((resolve) => socket.once('disconnect', resolve))
  expect((await person.post('/api/auth/sign-out')).status).toBe(204)
  await closed
})

it('a command that needs exclusive use of the database is refused while servers use it', async () => {
  const config = readEnvironment({ FLX_DATA_DIR: join(page.dataDir, 'command'), FLX_DATABASE_URL: url })
  await expect(openExclusively(config)).rejects.toThrow('stop every server with this FLX_DATABASE_URL')
})
