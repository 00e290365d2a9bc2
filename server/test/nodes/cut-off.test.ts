import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { findMarked } from '../../src/adapters/process/proc-scan.ts'
import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { stub } from '../engine/support/engine.ts'
import type { Client } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { ServerProcess } from '../support/server-process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'
import { cutConnection, type CutConnection } from './cut-connection.ts'

const LEASE_SECONDS = 4
const made = new AsyncDisposableStack()
let folder: string
let url: string
let page: TestServer
let client: Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-cut-off-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  url = (await createPostgresDatabase(made, true)).url
  await writeSecretKey(join(folder, 'secret.key'))
  const env = { FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_ROLES: 'web' }
  page = made.use(await startTestServer({ postgres: url, env }))
  client = await page.as('admin')
  const tap = stub('tap.mjs', { records: 1, hang: true, ignoreSigterm: true })
  await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
  const target = stub('target.mjs', { lastState: { kept: true } })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
})
afterAll(() => made.disposeAsync())

async function startWorker(name: string, database: string): Promise<ServerProcess> {
  const server = new ServerProcess({
    ...{ FLX_DATA_DIR: join(folder, name), FLX_DATABASE_URL: database, FLX_ROLES: 'worker' },
    ...{ FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_LEASE_SECONDS: String(LEASE_SECONDS) },
  })
  made.defer(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  await server.ready()
  return server
}

/** An execution whose programs run, and then lose their route to the database. */
async function executing(name: string): Promise<{ id: string; pipelineId: string }> {
  const body = { name, extractor: 'tap', loader: 'target', retryAttempts: 1, retryDelaySeconds: 1 }
  const { body: pipeline } = await client.post('/api/pipelines', body)
  const { id } = (await client.post(`/api/pipelines/${pipeline.id}/execute`)).body
  await afterEvents(page.running.context.events, async () => {
    const steps = (await page.running.context.executions.find(id))?.steps ?? []
    return steps.filter(({ status }) => status === 'running').length === 2 ? true : undefined
  })
  return { id, pipelineId: pipeline.id }
}

const programsOf = async (worker: string, executionId: string) =>
  (await findMarked(join(folder, worker))).filter((found) => found.executionId === executionId)

const CUT_OFF = 'that another worker might take over'
async function says(server: ServerProcess, words: string): Promise<void> {
  while (!server.output.includes(words)) await once(server.child.stdout, 'data')
}

const WAYS: [string, (way: CutConnection) => unknown, (way: CutConnection) => unknown][] = [
  ['is cut', (way) => way.cut(), (way) => way.mend()],
  ['carries nothing', (way) => way.freeze(), (way) => way.thaw()],
]

// The last test also has a route that carries nothing.
it.each(EVERYTHING ? WAYS : WAYS.slice(0, 1))(
  'a worker whose route to the database %s kills its programs before another one starts again',
  async (what, cut, mend) => {
    await using way = await cutConnection(url)
    const near = `cut-${WAYS.findIndex(([name]) => name === what)}`
    const worker = await startWorker(near, way.url)
    const { id, pipelineId } = await executing(`Way that ${what}`)
    const other = await startWorker(`other-${near}`, url)
    expect(await programsOf(near, id)).toHaveLength(2)
    await cut(way)
    const ended = await executionEnded(page, id)
    // No message from the database arrived: the expired lease ended them by its own clock.
    expect(await programsOf(near, id)).toEqual([])
    expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
    expect(worker.output).toContain(CUT_OFF)

    await mend(way)
    await says(worker, 'its lease was lost')
    expect(await page.running.context.executions.find(id)).toMatchObject({ finishedAt: ended.finishedAt })
    const { body } = await client.get(`/api/executions?pipelineId=${pipelineId}&status=pending,running`)
    for (const { id: again } of body.items) await client.post(`/api/executions/${again}/cancel`)
    for (const server of [worker, other]) {
      server.child.kill('SIGKILL')
      await server.ended
    }
  },
)

it('without another worker the one that was cut off reports how the execution ended', async () => {
  await using way = await cutConnection(url)
  const worker = await startWorker('alone', way.url)
  const { id } = await executing('Alone')
  way.freeze()
  await says(worker, CUT_OFF)
  way.thaw()
  expect(await executionEnded(page, id)).toMatchObject({
    ...{ status: 'failed', outcome: 'interrupted' },
    errorMessage: expect.stringMatching(/^The database could not be reached for so long/),
  })
  expect(await programsOf('alone', id)).toEqual([])
})
