import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import type { Node } from '@flx/shared/nodes/node'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import type { Client } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents } from '../support/events.ts'
import { ServerProcess } from '../support/server-process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'

/** Notes for which server it was started; otherwise a tap of one record. */
const TAP = `
import { appendFileSync } from 'node:fs'
const [, , file] = process.argv
const what = ['--discover', '--about', '--version'].find((one) => process.argv.includes(one)) ?? 'records'
appendFileSync(file, what + ' ' + process.env.FLX_INSTALLATION + '\\n')
const schema = { type: 'object', properties: { id: { type: 'integer' } } }
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n')
if (what === '--discover')
  say({ streams: [{ tap_stream_id: 's', stream: 's', schema, key_properties: ['id'], metadata: [] }] })
else {
  say({ type: 'SCHEMA', stream: 's', schema, key_properties: ['id'] })
  say({ type: 'RECORD', stream: 's', record: { id: 1 } })
  say({ type: 'STATE', value: {} })
}
`

const made = new AsyncDisposableStack()
let folder: string
let url: string
let page: TestServer
let client: Client
let plugin: { id: string }
let european: { id: string }
let anywhere: { id: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-errands-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  url = (await createPostgresDatabase(made, true)).url
  await writeSecretKey(join(folder, 'secret.key'))
  await writeFile(join(folder, 'tap.mjs'), TAP)
  const env = { FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_ROLES: 'web' }
  page = made.use(await startTestServer({ postgres: url, env }))
  client = await page.as('admin')
  plugin = (
    await client.post('/api/plugins', {
      ...{ name: 'tap', type: 'extractor', capabilities: ['catalog', 'discover', 'state'] },
      command: [process.execPath, join(folder, 'tap.mjs'), join(folder, 'started')],
    })
  ).body
  const body = { extractor: 'tap', loader: 'target-jsonl' }
  european = (await client.post('/api/pipelines', { ...body, name: 'European', requiredLabels: ['eu'] })).body
  anywhere = (await client.post('/api/pipelines', { ...body, name: 'Anywhere' })).body
})
afterAll(() => made.disposeAsync())

async function startWorker(name: string, more: Record<string, string> = {}): Promise<ServerProcess> {
  const server = new ServerProcess({
    ...{ FLX_DATA_DIR: join(folder, name), FLX_DATABASE_URL: url, FLX_ROLES: 'worker' },
    ...{ FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_WORKER_LABELS: name },
    ...{ FLX_LOG_LEVEL: 'warn', ...more },
  })
  made.defer(async () => {
    server.child.kill('SIGKILL')
    await server.ended
  })
  await server.ready()
  return server
}

const workerOf = async (label: string): Promise<Node | undefined> =>
  ((await client.get('/api/nodes')).body.items as Node[]).find(({ labels }) => labels.includes(label))

let eu: ServerProcess
beforeAll(async () => {
  ;[eu] = await Promise.all([startWorker('eu', { FLX_WORKER_RESERVED: 'true' }), startWorker('us')])
})

async function end(server: ServerProcess, label: string): Promise<void> {
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  await afterEvents(page.running.context.events, async () =>
    (await workerOf(label))?.status === 'left' ? true : undefined,
  )
}

/** The starts since the last check, and their workers. */
async function started(): Promise<{ what: string[]; workers: string[] }> {
  const file = join(folder, 'started')
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  await rm(file)
  const pairs = lines.map((line) => line.split(' '))
  return {
    what: [...new Set(pairs.map(([what = '']) => what))].toSorted(),
    workers: [...new Set(pairs.map(([, dataDir = '']) => basename(dataDir)))].toSorted(),
  }
}

/** Another worker could take them too: once could be chance. */
const ROUNDS = EVERYTHING ? 4 : 2
/** A preview of a pipeline as drawn. */
const previewOf = (requiredLabels: string[]) => ({
  records: 5,
  draft: { extractor: 'tap', mappers: [], config: {}, requiredLabels },
})

/** Every start by a user for a pipeline that is not an execution. */
const ALL = [
  ['test', ({ id }: { id: string }) => [`/api/plugins/${plugin.id}/try`, { pipelineId: id, settings: {} }]],
  ['preview', ({ id }: { id: string }) => [`/api/pipelines/${id}/preview`, { records: 5 }]],
  ['discovery', ({ id }: { id: string }) => [`/api/pipelines/${id}/discover`, undefined]],
] as const

it('tests, previews and discoveries run only on workers with the required labels', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, request] of ALL) {
      const [path, body] = request(european)
      const answer = await client.post(path as string, body)
      expect(answer.status, `${name}: ${answer.text}`).toBe(200)
    }
  }
  expect(await started()).toEqual({ what: ['--discover', 'records'], workers: ['eu'] })

  // Never saved, or with labels other than the saved ones: the drawing decides.
  const tryPath = `/api/plugins/${plugin.id}/try`
  for (const [path, body, workers] of [
    ['/api/pipelines/preview', previewOf(['eu']), ['eu']],
    [`/api/pipelines/${anywhere.id}/preview`, previewOf(['eu']), ['eu']],
    [`/api/pipelines/${european.id}/preview`, previewOf(['us']), ['us']],
    [tryPath, { settings: {}, requiredLabels: ['eu'] }, ['eu']],
    [tryPath, { settings: {}, pipelineId: anywhere.id, requiredLabels: ['eu'] }, ['eu']],
    [tryPath, { settings: {}, pipelineId: european.id, requiredLabels: ['us'] }, ['us']],
  ] as const) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await client.post(path, body)
      expect(answer.status, `${path}: ${answer.text}`).toBe(200)
    }
    const found = await started()
    expect({ path, workers: found.workers }).toEqual({ path, workers })
  }
})

it('a drained or reserved worker takes no more of them and says so', async () => {
  const [us, reserved] = [(await workerOf('us'))?.name ?? '', (await workerOf('eu'))?.name]
  expect((await client.post(`/api/nodes/${us}/drain`)).status).toBe(204)
  const { body: refusal } = await client.post(`/api/pipelines/${anywhere.id}/preview`, { records: 5 })
  expect(refusal.detail).toContain(`${us} is draining or shutting down`)
  expect(refusal.detail).toContain(`${reserved} is reserved for pipelines that require labels`)
  expect((await client.post(`/api/pipelines/${european.id}/preview`, { records: 5 })).status).toBe(200)
  expect((await started()).workers).toEqual(['eu'])
  // It belongs to no pipeline.
  expect((await client.post(`/api/plugins/${plugin.id}/invoke`, { option: 'version' })).status).toBe(503)

  expect((await client.post(`/api/nodes/${us}/resume`)).status).toBe(204)
  expect((await client.post(`/api/pipelines/${anywhere.id}/preview`, { records: 5 })).status).toBe(200)
  expect((await started()).workers).toEqual(['us'])
})

it('without a worker that has the labels they are refused at once; those without labels run', async () => {
  await end(eu, 'eu')
  for (const [path, body] of [
    ['/api/pipelines/preview', previewOf(['eu'])],
    [`/api/plugins/${plugin.id}/try`, { settings: {}, requiredLabels: ['eu'] }],
  ] as const) {
    const unsaved = await client.post(path, body)
    expect([path, unsaved.status, unsaved.text.includes('lacks the label eu')]).toEqual([path, 503, true])
  }
  const us = (await workerOf('us'))?.name
  for (const [name, request] of ALL) {
    const [path, body] = request(european)
    const asked = performance.now()
    const { status, body: refusal } = await client.post(path as string, body)
    expect(status, `Of ${name}`).toBe(503)
    expect(refusal.detail).toContain(`${us} lacks the label eu`)
    expect(refusal.detail).toContain('or change what the pipeline requires')
    // Nothing is waited for.
    expect(performance.now() - asked, `Of ${name}`).toBeLessThan(10_000)
    const [, elsewhere] = request(anywhere)
    expect((await client.post(request(anywhere)[0] as string, elsewhere)).status, `Of ${name}`).toBe(200)
  }
  expect((await started()).workers).toEqual(['us'])
})
