import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, watch } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import pg from 'pg'

import type { LiveHint } from '@flx/shared/live/live'
import { isUnsettled } from '@flx/shared/plugins/plugin'
import type { PluginNodes } from '@flx/shared/plugins/node-environment'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { writeSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { stub } from '../engine/support/engine.ts'
import { hasPython, makeWheel, ONE_PYTHON } from '../plugins/support/wheel.ts'
import { subscribe, type Client } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { ServerProcess } from '../support/server-process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { EVERYTHING } from '../support/sweep.ts'

const TAP = `
import json, sys
print(json.dumps({"type": "SCHEMA", "stream": "s", "schema": {}, "key_properties": []}))
print(json.dumps({"type": "RECORD", "stream": "s", "record": {"python": sys.version}}))
`

/** The worker without Python could take them too: once could be chance. */
const COUNT = EVERYTHING ? 4 : 2

describe.skipIf(!hasPython)('environments on several workers', { timeout: 300_000 }, () => {
  const made = new AsyncDisposableStack()
  let folder: string
  let url: string
  let page: TestServer
  let client: Client
  let loader: { id: string }
  /** Installed by the first test. */
  let plugin: { id: string }
  const workers: AsyncDisposableStack[] = []

  const workerEnv = (more: Record<string, string>): Record<string, string> => ({
    ...{ FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_ROLES: 'worker' },
    ...ONE_PYTHON,
    ...more,
  })

  /** Starts a worker in this process. Ends with the file's tests at the latest. */
  async function startNode(name: string, env: Record<string, string> = {}): Promise<AsyncDisposableStack> {
    const node = made.use(new AsyncDisposableStack())
    node.use(await startTestServer({ dataDir: join(folder, name), postgres: url, env: workerEnv(env) }))
    workers.push(node)
    return node
  }

  const ready = (count: number) => (nodes: PluginNodes['nodes']) =>
    nodes.length === count && nodes.every(({ state }) => state === 'ready')

  /** The workers' states of a plugin, once they meet `condition`. */
  const workersWhen = (id: string, condition: (nodes: PluginNodes['nodes']) => boolean) =>
    afterEvents(page.running.context.events, async () => {
      const { body } = await client.get(`/api/plugins/${id}/workers`)
      return condition(body.nodes) ? (body as PluginNodes) : undefined
    })

  async function addPlugin(name: string, version: string): Promise<{ id: string }> {
    const file = makeWheel(folder, { name, version, program: name, main: TAP })
    const body = { name, type: 'extractor', pipUrl: `--no-index ${file}` }
    return (await client.post('/api/plugins', body)).body
  }

  async function install(id: string): Promise<void> {
    expect((await client.post(`/api/plugins/${id}/install`)).status).toBe(202)
    const ended = await afterEvents(page.running.context.events, async () => {
      const found = await page.running.context.plugins.find(id)
      return found?.installStatus === 'installing' ? undefined : found
    })
    expect(ended).toMatchObject({ installError: null, installStatus: 'installed' })
  }

  async function execute(extractor: string, more: object = {}): Promise<{ id: string }> {
    const name = `${extractor} ${crypto.randomUUID()}`
    const plugins = { extractor, loader: 'target' }
    const { body: pipeline } = await client.post('/api/pipelines', { name, ...plugins, ...more })
    const { body } = await client.post(`/api/pipelines/${pipeline.id}/execute`)
    return body
  }
  const executeToEnd = async (extractor: string) => executionEnded(page, (await execute(extractor)).id)

  /** The lines of a build on one worker. */
  const outputOf = async (id: string, node: string): Promise<string[]> =>
    (await client.get(`/api/plugins/${id}/workers/${node}/output`)).body.lines.map(
      ({ text }: { text: string }) => text,
    )

  const logOf = async (id: string): Promise<string[]> =>
    (await client.get(`/api/executions/${id}/log?limit=2000`)).body.lines.map(
      ({ text }: { text: string }) => text,
    )

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flx-environments-'))
    made.defer(() => rm(folder, { recursive: true, force: true }))
    url = (await createPostgresDatabase(made, true)).url
    await writeSecretKey(join(folder, 'secret.key'))
    page = made.use(
      await startTestServer({
        postgres: url,
        env: { FLX_SECRET_KEY_FILE: join(folder, 'secret.key'), FLX_ROLES: 'web,scheduler' },
      }),
    )
    client = await page.as('admin')
    const target = { name: 'target', type: 'loader', command: stub('target.mjs') }
    loader = (await client.post('/api/plugins', target)).body
  })
  afterAll(() => made.disposeAsync())

  it('a worker without the Python leaves installations and executions to workers that have it', async () => {
    expect((await client.post(`/api/plugins/${loader.id}/test`)).body).toMatchObject({
      ...{ status: 503, detail: expect.stringMatching(/^No worker is connected/) },
    })
    const [, poor] = await Promise.all([
      startNode('one'),
      startNode('poor', { PATH: join(folder, 'nothing'), HOME: folder }),
    ])
    plugin = await addPlugin('tap-once', '1.2.3')
    await install(plugin.id)
    const { nodes } = await workersWhen(
      plugin.id,
      (nodes) => nodes.length === 2 && nodes.every(({ state }) => state === 'ready' || state === 'failed'),
    )
    const failed = nodes.filter(({ state }) => state === 'failed')
    expect(failed).toEqual([
      expect.objectContaining({ error: expect.stringContaining('Python was not found') }),
    ])
    expect((await outputOf(plugin.id, failed[0]?.node ?? '')).at(-1)).toContain('Python was not found')
    expect(await outputOf(plugin.id, 'nobody')).toEqual([])
    const path = `/api/plugins/${plugin.id}/workers/${failed[0]?.node}/output`
    expect((await (await page.as('viewer')).get(path)).status).toBe(403)
    const executions = await Promise.all(Array.from({ length: COUNT }, () => executeToEnd('tap-once')))
    for (const { status, worker } of executions) {
      expect(status).toBe('success')
      expect(worker).not.toBe(failed[0]?.node)
    }
    await poor.disposeAsync()
  })

  it('a server with pages only has a worker start programs for it', async () => {
    await workersWhen(plugin.id, ready(1))
    expect((await client.post(`/api/plugins/${plugin.id}/test`)).body).toMatchObject({ verdict: 'works' })
    expect((await client.post(`/api/plugins/${plugin.id}/invoke`, { option: 'version' })).status).toBe(200)
    expect((await client.get(`/api/plugins/${plugin.id}/pythons`)).body.pythons).not.toEqual([])
    expect((await client.post(`/api/plugins/${plugin.id}/roll-back`)).body).toMatchObject({
      detail: expect.stringContaining('no earlier installation is kept'),
    })
    const body = { name: 'Looked into', extractor: 'tap-once', loader: 'target' }
    const { body: pipeline } = await client.post('/api/pipelines', body)
    expect((await client.post(`/api/pipelines/${pipeline.id}/preview`, { records: 5 })).body).toMatchObject({
      stages: [{ tables: [{ stream: 's' }] }],
    })
    // A draft travels sealed, is checked where it runs, and is gone afterwards.
    const draft = { extractor: 'tap-once', mappers: [], config: { 'tap-once': { note: 'not saved' } } }
    expect((await client.post('/api/pipelines/preview', { draft })).body).toMatchObject({
      stages: [{ tables: [{ stream: 's' }] }],
    })
    const marker = { 'tap-once': { token: { $secret: true } } }
    const unknown = await client.post(`/api/pipelines/${pipeline.id}/preview`, {
      draft: { ...draft, config: marker },
    })
    expect(unknown.body).toMatchObject({ status: 422, errors: [{ path: 'config.tap-once.token' }] })
    const database = new pg.Client({ connectionString: url })
    await database.connect()
    const { rows } = await database.query('select * from errand')
    await database.end()
    expect(rows).toEqual([])
    expect((await client.get(`/api/pipelines/${pipeline.id}/streams`)).status).toBe(200)
    expect((await client.post(`/api/pipelines/${pipeline.id}/discover`)).status).toBe(200)
  })

  it('a worker builds a plugin installed elsewhere before its first execution, as the log shows', async () => {
    const pending = await execute('tap-once', { requiredLabels: ['new'] })
    await using socket = await client.connect()
    await subscribe(socket, `plugin:${plugin.id}`)
    const building = new Set<string>()
    socket.on('hints', (hints: LiveHint[]) => {
      for (const hint of hints)
        if (hint.type === 'plugin.output' && hint.pluginId === plugin.id)
          building.add(hint.node ?? 'installed')
    })
    await startNode('two', { FLX_WORKER_LABELS: 'new' })
    const execution = await executionEnded(page, pending.id)
    expect(execution).toMatchObject({ errorMessage: null, status: 'success', recordsProcessed: 1 })
    // Its output is shown while it builds, and gone when the build succeeded.
    expect([...building]).toEqual([execution.worker])
    expect(await outputOf(plugin.id, execution.worker ?? '')).toEqual([])
    expect(await logOf(execution.id)).toEqual(
      expect.arrayContaining([
        `Worker ${execution.worker} builds tap-once 1.2.3 as it was installed.`,
        expect.stringMatching(/^Built tap-once 1\.2\.3 in \d+ s\.$/),
      ]),
    )
  })

  it('the fleet shows what each worker has', async () => {
    const { nodes, hasSeparateFiles } = await workersWhen(plugin.id, ready(2))
    expect(new Set(nodes.map(({ node }) => node)).size).toBe(2)
    // Each has its own data folder.
    expect(hasSeparateFiles).toBe(true)
    expect((await client.get('/api/environments')).body).toMatchObject({
      workers: [
        { ready: 1, missing: [], failed: [] },
        { ready: 1, missing: [], failed: [] },
      ],
      hasSeparateFiles: true,
      unbuildable: [],
    })
  })

  it('every worker removes what is uninstalled', async () => {
    await workersWhen(plugin.id, ready(2))
    const places = ['one', 'two'].map((name) => join(folder, name, 'plugins', 'extractor', 'tap-once'))
    expect(places.map((place) => existsSync(place))).toEqual([true, true])
    const removed = Promise.all(places.map((place) => isGone(place)))
    const asked = performance.now()
    expect((await client.post(`/api/plugins/${plugin.id}/uninstall?force=true`)).status).toBe(202)
    await removed
    // Noticed at once: without an event, a worker looks every fifteen seconds.
    expect(performance.now() - asked).toBeLessThan(EVERYTHING ? 5000 : 30_000)
    expect((await client.get(`/api/plugins/${plugin.id}/workers`)).body.nodes).toEqual([])
  })

  // A lost worker is waited for: `npm run test:nightly`.
  it.skipIf(!EVERYTHING)(
    'an installation is cancelled from any page, and ends when its worker is lost',
    async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const asked = async (): Promise<void> => {
        const [socket] = await once(silent, 'connection')
        made.defer(() => socket.destroy())
      }
      made.defer(() => void silent.close())
      const { port } = silent.address() as AddressInfo
      const pipUrl = `--index-url http://127.0.0.1:${port}/ --retries 0 tap-silent`
      const { body: plugin } = await client.post('/api/plugins', {
        name: 'tap-silent',
        type: 'extractor',
        pipUrl,
      })
      const { events, plugins } = page.running.context
      for (const worker of workers) await worker.disposeAsync()
      const doomed = new ServerProcess({
        ...{ FLX_DATA_DIR: join(folder, 'doomed'), FLX_DATABASE_URL: url },
        ...workerEnv({ FLX_LOG_LEVEL: 'warn' }),
      })
      made.defer(async () => {
        doomed.child.kill('SIGKILL')
        await doomed.ended
      })
      await doomed.ready()
      const endOf = () =>
        afterEvents(events, async () => {
          const found = await plugins.find(plugin.id)
          return found === undefined || isUnsettled(found) ? undefined : found
        })

      let asks = asked()
      expect((await client.post(`/api/plugins/${plugin.id}/install`)).status).toBe(202)
      await asks
      expect((await client.post(`/api/plugins/${plugin.id}/installation/cancel`)).status).toBe(202)
      expect(await endOf()).toMatchObject({ installStatus: 'cancelled' })

      asks = asked()
      expect((await client.post(`/api/plugins/${plugin.id}/install`)).status).toBe(202)
      await asks
      const [underWay] = await plugins.unsettled()
      // Notices the loss.
      await startNode('one')
      doomed.child.kill('SIGKILL')
      expect(await endOf()).toMatchObject({
        ...{ installStatus: 'failed', installedAt: null },
        installError: `Worker ${underWay?.node} was lost during the installation. Install it again.`,
      })
    },
  )
})

/** Resolves when a folder no longer exists. */
async function isGone(path: string): Promise<void> {
  for await (const _change of watch(dirname(path))) if (!existsSync(path)) return
}
