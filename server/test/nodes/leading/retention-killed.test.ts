import { once } from 'node:events'
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
import { createPostgresDatabase } from '../../support/database/postgres-database.ts'
import { at, endedExecution, storedPipeline } from '../../support/records.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const ACCOUNT = { email: 'retention@example.com', password: 'correct horse battery' }
/** From a time that the policy does not keep. */
const OLD = 60
const POLICY = { ...DEFAULT_RETENTION, executionDays: 30 }
const PATIENCE = { timeout: 60_000, interval: 20 }

const made = new AsyncDisposableStack()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-retention-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
})
afterAll(() => made.disposeAsync())

function start(name: string, env: Record<string, string> = {}): ServerProcess {
  const server = new ServerProcess({
    ...{ FLX_DATA_DIR: join(folder, name), FLX_LOG_LEVEL: 'info' },
    ...{ FLX_ADMIN_EMAIL: ACCOUNT.email, FLX_ADMIN_PASSWORD: ACCOUNT.password, ...env },
  })
  made.defer(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  return server
}

const signIn = async (server: ServerProcess): Promise<Client> =>
  new Client(await server.ready()).signIn(ACCOUNT.email, ACCOUNT.password)

async function says(server: ServerProcess, words: string): Promise<void> {
  while (!server.output.includes(words)) await once(server.child.stdout, 'data')
}

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
  const { url } = await createPostgresDatabase(made, false)
  const key = join(folder, 'secret.key')
  await writeSecretKey(key)
  const env = { FLX_DATABASE_URL: url, FLX_SECRET_KEY_FILE: key }
  let kept: string[]
  {
    await using filling = await startTestServer({
      ...{ postgres: url, env: { FLX_SECRET_KEY_FILE: key, FLX_ROLES: 'web' } },
    })
    kept = await fill(filling)
  }
  const doomed = start('doomed', { ...env, FLX_ROLES: 'web' })
  const asked = await signIn(doomed)
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
    const successor = start('successor', { ...env, FLX_ROLES: 'web,scheduler' })
    const next = await signIn(successor)
    doomed.child.kill('SIGKILL')
    await doomed.ended
    const killed = performance.now()
    await holder.query('rollback')
    expect(await count()).toBeGreaterThan(kept.length)
    await says(successor, 'Clean-up ended')
    // Ten seconds of silence, two until it is noticed, and two until another one checks.
    expect(performance.now() - killed).toBeLessThan(process.env['FLX_TEST_LONG'] === '1' ? 16_000 : 40_000)
    await expectDone(next, kept)
  } finally {
    await Promise.all([holder.end(), looker.end()])
  }
})

it('on SQLite the next start continues an interrupted pass', async () => {
  const dataDir = join(folder, 'alone')
  const file = join(dataDir, 'flx.db')
  const first = start('alone')
  await first.ready()
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  let kept: string[]
  {
    await using filling = await startTestServer({ dataDir, env: { FLX_ROLES: 'web' } })
    kept = await fill(filling)
  }
  // Each removed execution takes its time.
  const db = new Database(file)
  db.exec(`create trigger slow after delete on execution begin
    select count(*) from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select i from n);
  end`)
  const count = () => db.prepare<[], number>('select count(*) from execution').pluck().get() ?? 0
  try {
    const doomed = start('alone')
    await begin(await signIn(doomed))
    await expect.poll(count, PATIENCE).toBeLessThan(OLD)
    doomed.child.kill('SIGKILL')
    await doomed.ended
    expect(count()).toBeGreaterThan(kept.length)
    db.exec('drop trigger slow')
  } finally {
    db.close()
  }
  const again = start('alone')
  const client = await signIn(again)
  await says(again, 'Clean-up ended')
  await expectDone(client, kept)
  expect(again.output).toContain('Continuing the interrupted clean-up')
})
