import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'

import type { Stores } from '../../src/adapters/db/create-stores.ts'
import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { openPostgres } from '../../src/adapters/db/core/open-postgres.ts'
import type { Database } from '../../src/adapters/db/core/open-database.ts'
import { stub } from '../engine/support/engine.ts'
import type { Client } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { storedPipeline } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { ServerProcess } from '../support/server-process.ts'

const made = new AsyncDisposableStack()
let folder: string
let url: string
let page: TestServer
let client: Client
let database: Database
/** Of the first two tests. */
let worker: TestServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-jobs-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  url = (await createPostgresDatabase(made, true)).url
  await writeSecretKey(join(folder, 'secret.key'))
  page = made.use(await start('web'))
  client = await page.as('admin')
  await client.post('/api/plugins', {
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', { records: 1 }),
  })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: stub('target.mjs', {}) })
  database = made.use(openPostgres(url, { connections: 2, onError: () => undefined }))
})
afterAll(() => made.disposeAsync())

const start = (roles: string): Promise<TestServer> =>
  startTestServer({
    postgres: url,
    env: { FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_ROLES: roles },
  })

/** A server that is killed or frozen. */
async function startProcess(name: string, roles: string): Promise<ServerProcess & { url: string }> {
  const server = new ServerProcess({
    FLX_DATA_DIR: join(folder, name),
    FLX_DATABASE_URL: url,
    FLX_SECRET_KEY_FILE: join(folder, 'secret.key'),
    FLX_ROLES: roles,
    FLX_LOG_LEVEL: 'info',
  })
  made.defer(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  return Object.assign(server, { url: await server.ready() })
}

async function pipeline(name: string): Promise<string> {
  const { body } = await client.post('/api/pipelines', { name, extractor: 'tap', loader: 'target' })
  return body.id
}

const tickets = async (): Promise<string[]> =>
  (
    await sql<{ id: string }>`select id from flx_queue.job where name = 'execution'`.execute(database.db)
  ).rows.map(({ id }) => id)

it('a ticket is added with its execution; once that has ended, the ticket does nothing', async () => {
  const { body: first } = await client.post(`/api/pipelines/${await pipeline('Cancelled')}/execute`)
  expect(await tickets()).toEqual([first.id])
  await client.post(`/api/executions/${first.id}/cancel`)
  worker = made.use(await start('worker'))
  const { body: second } = await client.post(`/api/pipelines/${await pipeline('Performed')}/execute`)
  expect(await executionEnded(page, second.id)).toMatchObject({ status: 'success' })
  // The first one was taken first, and finished before the second.
  const { body: third } = await client.post(`/api/pipelines/${await pipeline('Performed, too')}/execute`)
  expect(await executionEnded(page, third.id)).toMatchObject({ status: 'success' })
  expect(await tickets()).not.toContain(first.id)
  expect(await page.running.context.executions.find(first.id)).toMatchObject({
    status: 'cancelled',
    startedAt: null,
  })
})

it('a held execution starts at once when the hold ends, even when its ticket is gone', async () => {
  const { body: hold } = await client.post('/api/holds', { plugin: null, reason: 'Maintenance' })
  const { body: kept } = await client.post(`/api/pipelines/${await pipeline('Kept')}/execute`)
  const ended = executionEnded(page, kept.id)
  const asked = performance.now()
  expect((await client.delete(`/api/holds/${hold.id}`)).status).toBe(204)
  expect(await ended).toMatchObject({ status: 'success' })
  // Workers look for lost tickets every five seconds. Beside other tests, the execution itself can take as long.
  expect(performance.now() - asked).toBeLessThan(EVERYTHING ? 4500 : 30_000)
})

const MANY = 12

it('a bulk action continues on another server when its own is killed; each item is done once', async () => {
  await worker[Symbol.asyncDispose]()
  const { context } = page.running
  const ids: string[] = []
  for (let index = 0; index < MANY; index += 1)
    ids.push(
      (await storedPipeline(context as unknown as Stores, { name: `Many ${index}`, isActive: false })).id,
    )
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  onTestFinished(() => holder.end())
  // The action gets no further than a pipeline in the middle.
  await holder.query('begin')
  await holder.query('select id from pipeline where id = $1 for update', [ids[MANY / 2]])
  // Schedulers look for the jobs of dead servers.
  await using _scheduler = await start('scheduler')
  const doomed = await startProcess('doomed', 'web')
  const underWay = new Promise<void>((resolve) => {
    const stop = context.hints.subscribe((hint) => {
      if (hint.type !== 'bulk.progress' || hint.done === 0) return
      stop()
      resolve()
    })
  })
  const asked = await fetch(new URL('/api/pipelines/bulk', doomed.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: client.cookie, origin: doomed.url },
    body: JSON.stringify({ action: 'activate', ids }),
  })
  expect(asked.status).toBe(202)
  const { bulkId } = (await asked.json()) as { bulkId: string }
  await underWay
  doomed.child.kill('SIGKILL')
  await doomed.ended
  await holder.query('rollback')
  const report = await afterEvents(context.events, async () => {
    const found = await context.bulks.find(bulkId)
    return found?.status === 'running' ? undefined : found
  })
  expect(report).toMatchObject({ status: 'finished', total: MANY, done: MANY, failed: 0 })
})
