import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { writeSecretKey } from '../../../src/adapters/secrets/secret-key.ts'
import { Client } from '../../support/client.ts'
import { startedFolder } from '../../support/data-folder.ts'
import { createPostgresDatabase } from '../../support/database/postgres-database.ts'
import { afterEvents } from '../../support/events.ts'
import { at, endedExecution, storedPipeline } from '../../support/records.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { EVERYTHING } from '../../support/sweep.ts'

/** From a time that the policy does not keep. */
const OLD = 20
const POLICY = { ...DEFAULT_RETENTION, executionDays: 30 }
const PATIENCE = { timeout: 60_000, interval: 20 }

const made = new AsyncDisposableStack()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-retention-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
})
afterAll(() => made.disposeAsync())

function start(FLX_DATA_DIR: string, env: Record<string, string> = {}): ServerProcess {
  const server = new ServerProcess({ FLX_DATA_DIR, FLX_LOG_LEVEL: 'info', ...env })
  made.defer(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  return server
}

/** Resolves when a pass has ended. */
const passEnded = ({ running }: TestServer, client: Client): Promise<true> =>
  afterEvents(running.context.events, async () => {
    const { isRunning, lastPass } = (await client.get('/api/retention')).body
    return !isRunning && lastPass.finishedAt !== null ? true : undefined
  })

/**
 * Executions of a year ago, of which only the last one is kept, and of now. Returns the IDs of those that must stay.
 */
async function fill({ running }: TestServer): Promise<string[]> {
  const stores = running.context as unknown as Stores
  const pipeline = await storedPipeline(stores, { name: 'Nightly' })
  const now = running.context.clock.now().getTime()
  const sinceThen = Math.round((now - Date.parse(at(0))) / 1000)
  const kept: string[] = []
  for (let index = 0; index < OLD; index += 1)
    await endedExecution(stores, pipeline, { seconds: sinceThen - 365 * 86_400 + index * 60 })
  for (let index = 0; index < 3; index += 1)
    kept.push(await endedExecution(stores, pipeline, { seconds: sinceThen - 3600 + index * 60 }))
  return kept.toSorted()
}

async function begin(client: Client): Promise<void> {
  expect((await client.put('/api/retention', POLICY)).status).toBe(200)
  expect((await client.post('/api/retention/passes')).status).toBe(202)
}

/** Exactly the required rows are left, and another pass would find nothing. */
async function expectDone(client: Client, kept: readonly string[]): Promise<void> {
  const { body } = await client.get('/api/retention')
  expect(body).toMatchObject({ isRunning: false, lastPass: { trigger: 'manual', error: null } })
  expect(body.lastPass.finishedAt).not.toBeNull()
  const { body: list } = await client.get('/api/executions?limit=200')
  expect(list.items.map(({ id }: { id: string }) => id).toSorted()).toEqual(kept)
  const { body: preview } = await client.post('/api/retention/preview', POLICY)
  expect(preview).toMatchObject({ executions: { rows: 0 }, logs: { rows: 0 } })
}

it('another server continues the pass of a killed one, and leaves exactly what the policy keeps', async () => {
  const { url } = await createPostgresDatabase(made, true)
  const FLX_SECRET_KEY_FILE = join(folder, 'secret.key')
  await writeSecretKey(FLX_SECRET_KEY_FILE)
  const startHere = (FLX_ROLES: string) =>
    startTestServer({ postgres: url, env: { FLX_SECRET_KEY_FILE, FLX_ROLES } })
  await using page = await startHere('web')
  const kept = await fill(page)
  const next = await page.as('admin')
  const doomed = start(join(folder, 'doomed'), {
    FLX_DATABASE_URL: url,
    FLX_SECRET_KEY_FILE,
    FLX_ROLES: 'web',
  })
  const asked = new Client(await doomed.ready())
  asked.cookie = next.cookie
  const holder = new pg.Client({ connectionString: url })
  const looker = new pg.Client({ connectionString: url })
  await Promise.all([holder.connect(), looker.connect()])
  try {
    const count = async (): Promise<number> =>
      Number((await looker.query('select count(*) as amount from execution')).rows[0].amount)
    // The pass gets no further than an execution in the middle.
    await holder.query('begin')
    await holder.query(
      `select id from execution where id = (
        select id from execution order by queued_at limit 1 offset ${OLD / 2}) for update`,
    )
    await begin(asked)
    await expect.poll(count, PATIENCE).toBeLessThan(OLD)
    await using _successor = await startHere('scheduler')
    doomed.child.kill('SIGKILL')
    await doomed.ended
    const killed = performance.now()
    await holder.query('rollback')
    expect(await count()).toBeGreaterThan(kept.length)
    await passEnded(page, next)
    // Ten seconds of silence, two until it is noticed, and two until another one checks.
    expect(performance.now() - killed).toBeLessThan(EVERYTHING ? 16_000 : 40_000)
    await expectDone(next, kept)
  } finally {
    await Promise.all([holder.end(), looker.end()])
  }
})

it('on SQLite the next start continues an interrupted pass', async () => {
  const dataDir = await startedFolder('flx-retention-')
  made.defer(() => rm(dataDir, { recursive: true, force: true }))
  const file = join(dataDir, 'flx.db')
  let kept: string[]
  let cookie: string
  {
    await using filling = await startTestServer({ dataDir, postgres: '', env: { FLX_ROLES: 'web' } })
    kept = await fill(filling)
    cookie = (await filling.as('admin')).cookie
  }
  // The pass gets no further than an execution in the middle: this would take minutes.
  const db = new Database(file)
  db.exec(`create trigger slow after delete on execution when (select count(*) from execution) < ${OLD / 2} begin
    select count(*) from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 900000000) select i from n);
  end`)
  const count = () => db.prepare<[], number>('select count(*) from execution').pluck().get() ?? 0
  try {
    const doomed = start(dataDir)
    const client = new Client(await doomed.ready())
    client.cookie = cookie
    await begin(client)
    await expect.poll(count, PATIENCE).toBeLessThan(OLD)
    doomed.child.kill('SIGKILL')
    await doomed.ended
    expect(count()).toBeGreaterThan(kept.length)
    db.exec('drop trigger slow')
  } finally {
    db.close()
  }
  await using again = await startTestServer({ dataDir, postgres: '', env: { FLX_ROLES: 'web,scheduler' } })
  const client = again.client()
  client.cookie = cookie
  await passEnded(again, client)
  await expectDone(client, kept)
})
