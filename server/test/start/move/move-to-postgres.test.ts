import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { lockExclusive } from '../../../src/adapters/db/operations/sole-use.ts'
import { stub } from '../../engine/support/engine.ts'
import { environmentOfCommand } from '../../support/command-environment.ts'
import { executionEnded } from '../../support/events.ts'
import { createPostgresDatabase } from '../../support/database/postgres-database.ts'
import { startTestServer } from '../../support/server.ts'
import { EVERYTHING } from '../../support/sweep.ts'

const MOVE = join(import.meta.dirname, '../../../src/commands/move-to-postgres.ts')
const MOVE_AND_WAIT = join(import.meta.dirname, '../../fixtures/move-and-wait.ts')
const SECRET = 'a secret that is kept'

let dataDir: string
let cookie: string
let pipelineId: string
/** A folder that a server has used: a pipeline with a secret, and an execution that waits. */
beforeAll(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'flx-move-')), 'data')
  await using server = await startTestServer({ dataDir, postgres: '' })
  const admin = await server.as('admin')
  cookie = admin.cookie
  const settings = [{ name: 'password', kind: 'password' }]
  await admin.post('/api/plugins', {
    ...{ name: 'tap', type: 'extractor', command: stub('tap.mjs', { records: 10 }), capabilities: ['state'] },
    settingDefinitions: settings,
  })
  const command = stub('target.mjs', { lastState: { kept: true } })
  await admin.post('/api/plugins', { name: 'target', type: 'loader', command })
  const config = { tap: { password: SECRET } }
  const body = { name: 'Kept', extractor: 'tap', loader: 'target', config }
  pipelineId = (await admin.post('/api/pipelines', body)).body.id
  await admin.post(`/api/pipelines/${pipelineId}/execute`)
})
afterAll(() => rm(dirname(dataDir), { recursive: true, force: true }))

/** The output of the command, whichever way it ends. */
async function move(url: string): Promise<{ code: number; said: string }> {
  const done = promisify(execFile)(process.execPath, [MOVE, url], {
    env: environmentOfCommand(dataDir),
  })
  const { stdout, stderr } = await done.catch((error: { stdout: string; stderr: string }) => error)
  return { code: done.child.exitCode ?? -1, said: stdout + stderr }
}

/** The content of the database files, byte by byte. */
async function bytesOfSource(): Promise<string> {
  const sum = createHash('sha256')
  for (const name of ['flx.db', 'flx.db-wal'])
    sum.update(await readFile(join(dataDir, name)).catch(() => Buffer.alloc(0)))
  return sum.digest('hex')
}

async function rowsIn(url: string, table: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return Number((await client.query(`select count(*) from ${table}`)).rows[0].count)
  } finally {
    await client.end()
  }
}

it('a server continues in PostgreSQL where it stopped in SQLite', async () => {
  await using made = new AsyncDisposableStack()
  const { url } = await createPostgresDatabase(made, false)
  const before = await bytesOfSource()
  const { code, said } = await move(url)
  expect(said).toMatch(/Copied [\d,]+ rows of \d+ tables; each was read back/)
  expect(said).toContain('1 execution had not ended')
  expect(said).toContain(`it stays in ${join(dataDir, 'secret.key')}`)
  expect(code).toBe(0)
  expect(said).not.toContain(`:${new URL(url).password}@`)
  expect(said).not.toContain(SECRET)
  expect(await bytesOfSource()).toBe(before)
  expect((await move(url)).said).toContain('from an earlier move, unchanged: nothing to do.')

  await using server = await startTestServer({ dataDir, postgres: url, worker: true })
  const client = server.client()
  client.cookie = cookie
  // Signed in as before, with the stored secrets, and the waiting execution runs.
  const { body } = await client.get(`/api/executions?pipelineId=${pipelineId}`)
  expect(await executionEnded(server, body.items[0].id)).toMatchObject({ status: 'success' })
  const pipeline = await server.running.context.pipelines.find(pipelineId)
  expect(pipeline?.config).toEqual({ tap: { password: SECRET } })
})

it('a killed move leaves nothing behind and can be repeated', async () => {
  await using made = new AsyncDisposableStack()
  const { url } = await createPostgresDatabase(made, true)
  for (const table of EVERYTHING ? ['pipeline', 'execution'] : ['execution']) {
    const child = spawn(process.execPath, [MOVE_AND_WAIT, dataDir, url, table], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe(`${table}\n`)
    child.kill('SIGKILL')
    await ended
    expect(await rowsIn(url, 'pipeline')).toBe(0)
  }
  expect(await move(url)).toMatchObject({ code: 0 })
  expect(await rowsIn(url, 'pipeline')).toBe(1)
})

it('it is refused while a server or a command uses either side, and if there is nothing to move', async () => {
  await using made = new AsyncDisposableStack()
  const { url } = await createPostgresDatabase(made, true)
  {
    await using _server = await startTestServer({ dataDir, postgres: '' })
    expect(await move(url)).toEqual({
      code: 1,
      said: expect.stringContaining(`Another FLX Pipelines server already uses the data folder ${dataDir}`),
    })
  }
  {
    await using _alone = await lockExclusive(url)
    expect(await move(url)).toEqual({
      code: 1,
      said: expect.stringContaining('A server is using the PostgreSQL database: stop every server'),
    })
  }
  const wrong = Object.assign(new URL(url), { password: 'not-the-one' }).href
  expect(await move(wrong)).toEqual({
    code: 1,
    said: expect.stringMatching(/rejects the user or the password(?!.*not-the-one)/),
  })
  expect((await move('mysql://a:not-the-one@b/c')).said).toMatch(/must be a URL such as(?!.*not-the-one)/)
  expect((await move('')).said).toContain('Usage: npm run move-to-postgres -- postgres://')
})
