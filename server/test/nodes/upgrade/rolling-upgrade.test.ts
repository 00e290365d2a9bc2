import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Execution } from '@flx/shared/executions/execution'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { Node } from '@flx/shared/nodes/node'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { PLUGINS } from '../../../crash/installation.ts'
import { startedBy } from '../../../crash/processes.ts'
import { loaded } from '../../../crash/trial.ts'
import type { Database } from '../../../src/adapters/db/core/open-database.ts'
import { openPostgres } from '../../../src/adapters/db/core/open-postgres.ts'
import { writeSecretKey } from '../../../src/adapters/secrets/secret-key.ts'
import { Client } from '../../support/client.ts'
import { createPostgresDatabase } from '../../support/database/postgres-database.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { buildCommit, buildVersion } from './builds.ts'

const ACCOUNT = { email: 'upgrade@example.com', password: 'correct horse battery' }
const RECORDS = 3000
/** Two builds, or several consecutive servers, on a machine that does other work too. */
const LIMIT_MS = 600_000
const NEXT = '992-made-up'
const MIGRATIONS = {
  [NEXT]: [
    'alter table pipeline add column made_up text',
    'alter table execution add column made_up integer not null default 7',
    'create index made_up on execution (made_up, id)',
  ],
  '993-more-made-up': ['create table more_made_up (id text primary key)'],
}
const PATIENCE = { timeout: 240_000, interval: 200 }

/** A commit or tag to upgrade from, besides a version built from these sources; the last release by default. */
const FROM = process.env['FLX_UPGRADE_FROM'] ?? lastTag()
const builds = new AsyncDisposableStack()
let folder: string
let next: string
let far: string

beforeAll(async () => {
  if (process.env['FLX_TEST_LONG'] !== '1') return
  folder = await mkdtemp(join(tmpdir(), 'flx-upgrade-'))
  builds.defer(() => rm(folder, { recursive: true, force: true }))
  next = await buildVersion(folder, {
    ...{ version: '90.2.0', level: 92, oldest: 1 },
    migrations: { [NEXT]: MIGRATIONS[NEXT] },
  })
  far = await buildVersion(folder, {
    ...{ version: '90.3.0', level: 93, oldest: 92 },
    migrations: MIGRATIONS,
  })
}, LIMIT_MS)
afterAll(() => builds.disposeAsync())

describe.runIf(process.env['FLX_TEST_LONG'] === '1').each([undefined, ...(FROM === undefined ? [] : [FROM])])(
  'a rolling upgrade from %s',
  (commit) => {
    const made = new AsyncDisposableStack()
    const nodes = new Map<string, ServerProcess>()
    let dataDir: (name: string) => string
    let url: string
    let old: string | undefined
    let client: Client
    let database: Database

    beforeAll(async () => {
      const place = await mkdtemp(join(folder, 'installation-'))
      dataDir = (name) => join(place, name)
      await mkdir(dataDir('files'))
      await writeSecretKey(dataDir('secret.key'))
      url = (await createPostgresDatabase(made, false)).url
      old = commit === undefined ? undefined : await buildCommit(folder, commit)
      const page = await start('page', 'web', old)
      client = await new Client(page.url).signIn(ACCOUNT.email, ACCOUNT.password)
      for (const plugin of PLUGINS) {
        const { status, text } = await client.post('/api/plugins', plugin)
        if (status !== 201) throw new Error(`A plugin was not added: ${status} ${text}`)
      }
      await Promise.all([start('scheduler', 'scheduler', old), start('worker', 'worker', old)])
      database = made.use(openPostgres(url, { connections: 1, onError: () => undefined }))
    }, LIMIT_MS)
    afterAll(() => made.disposeAsync())

    /** `main` undefined: this checkout. */
    async function start(
      name: string,
      roles: string,
      main?: string,
    ): Promise<ServerProcess & { url: string }> {
      const server = run(name, roles, main)
      return Object.assign(server, { url: await server.ready() })
    }

    function run(name: string, roles: string, main?: string): ServerProcess {
      const server = new ServerProcess(
        {
          ...{ FLX_DATA_DIR: dataDir(name), FLX_ROLES: roles },
          ...(roles === 'worker' ? { FLX_WORKER_LABELS: name } : {}),
          ...{ FLX_DATABASE_URL: url, FLX_SECRET_KEY_FILE: dataDir('secret.key') },
          ...{ FLX_FILES_DIR: dataDir('files'), FLX_CONCURRENCY: '3', FLX_LOG_LEVEL: 'info' },
          // A busy machine must not end what the upgrade leaves alone.
          FLX_LEASE_SECONDS: '120',
          ...{ FLX_DRAIN_SECONDS: '1', FLX_GRACE_SECONDS: '1', FLX_DATABASE_CONNECTIONS: '3' },
          ...{ FLX_ADMIN_EMAIL: ACCOUNT.email, FLX_ADMIN_PASSWORD: ACCOUNT.password },
        },
        main,
      )
      nodes.set(name, server)
      made.defer(async () => {
        server.child.kill('SIGKILL')
        await server.ended
      })
      return server
    }

    async function stop(name: string): Promise<void> {
      const server = nodes.get(name)
      server?.child.kill('SIGTERM')
      expect(await server?.ended, `It said: ${server?.output}`).toBe(0)
    }

    const target = (name: string) => dataDir(`files/${name}.db`)

    const configOf = (name: string, tap: object) => ({
      'tap-rows': { records: 100, discover_ms: 10, pause_ms: 0, ...tap },
      'target-sqlite': { database: target(name) },
    })

    async function pipeline(name: string, more: object = {}, tap: object = {}): Promise<string> {
      const { status, body, text } = await client.post('/api/pipelines', {
        ...{ name, extractor: 'tap-rows', loader: 'target-sqlite', ...more },
        config: configOf(name, tap),
      })
      expect(status, `The answer: ${text}`).toBe(201)
      return body.id
    }

    const execute = async (pipelineId: string): Promise<string> => {
      const { status, body, text } = await client.post(`/api/pipelines/${pipelineId}/execute`)
      expect(status, `The answer: ${text}`).toBe(202)
      return body.id
    }

    const execution = async (id: string): Promise<Execution> =>
      (await client.get(`/api/executions/${id}`)).body

    async function ended(id: string): Promise<Execution> {
      await expect.poll(async () => isFinished((await execution(id)).status), PATIENCE).toBe(true)
      return execution(id)
    }

    const node = async (name: string): Promise<Node | undefined> =>
      ((await client.get('/api/nodes')).body.items as Node[]).find(({ labels }) => labels.includes(name))

    const executionsOf = async (pipelineId: string): Promise<Execution[]> =>
      (await client.get(`/api/executions?pipelineId=${pipelineId}&sort=queuedAt&limit=50`)).body.items

    async function firesOnce(name: string): Promise<void> {
      const id = await pipeline(name, { schedule: '0 3 1 1 *', isActive: true })
      await sql`update pipeline set next_due_at = ${new Date().toISOString()} where id = ${id}`.execute(
        database.db,
      )
      await expect.poll(async () => (await executionsOf(id)).length, PATIENCE).toBe(1)
      expect(await ended((await executionsOf(id))[0]?.id ?? '')).toMatchObject({
        ...{ trigger: 'schedule', status: 'success', errorMessage: null },
      })
    }

    let long: { pipelineId: string; executionId: string }

    it(
      'a new worker upgrades the schema while an old one continues its executions',
      async () => {
        const pipelineId = await pipeline(
          'Long',
          { retryAttempts: 1, retryDelaySeconds: 1 },
          { records: RECORDS, pause_ms: 15_000 },
        )
        long = { pipelineId, executionId: await execute(pipelineId) }
        await expect
          .poll(async () => (await execution(long.executionId)).recordsProcessed, PATIENCE)
          .toBeGreaterThan(0)
        await start('next-worker', 'worker', next)
        const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
          database.db,
        )
        expect(rows.at(-1)?.name).toBe(NEXT)
        expect(await execution(long.executionId)).toMatchObject({ status: 'running', errorMessage: null })
        expect(await node('worker')).toMatchObject({ status: 'working' })
        expect(await node('next-worker')).toMatchObject({ status: 'working', version: '90.2.0' })
      },
      LIMIT_MS,
    )

    it(
      'old and new workers execute, and old and new schedulers fire once',
      async () => {
        for (const label of ['worker', 'next-worker']) {
          const id = await execute(await pipeline(`Of ${label}`, { requiredLabels: [label] }))
          expect(await ended(id)).toMatchObject({ status: 'success', recordsProcessed: 200 })
        }
        await start('next-scheduler', 'scheduler', next)
        await firesOnce('With both schedulers')
        await stop('scheduler')
        await firesOnce('With the new scheduler')
      },
      LIMIT_MS,
    )

    it(
      'an old node starts again on the new schema',
      async () => {
        await stop('page')
        const page = await start('page', 'web', old)
        const { cookie } = client
        client = new Client(page.url)
        client.cookie = cookie
        expect(await ended(await execute(await pipeline('By the old page')))).toMatchObject({
          status: 'success',
        })
      },
      LIMIT_MS,
    )

    it(
      'a version that does not work with the old one is refused with a message, and changes nothing',
      async () => {
        const refused = run('far', 'worker', far)
        expect(await refused.ended).toBe(1)
        expect(refused.output).toMatch(
          /FLX Pipelines 90\.3\.0 is too new for the servers that use this database: .+ runs version .+ Upgrade that server step by step/,
        )
      },
      LIMIT_MS,
    )

    it(
      'a drained old worker takes nothing, and hands over its execution when it stops',
      async () => {
        const page = await start('next-page', 'web', next)
        const { cookie } = client
        client = new Client(page.url)
        client.cookie = cookie
        const { name = '' } = (await node('worker')) ?? {}
        expect((await client.post(`/api/nodes/${name}/drain`)).status).toBe(204)
        const { worker } = await ended(await execute(await pipeline('While one is drained')))
        expect(worker).toBe((await node('next-worker'))?.name)
        // The next attempt is not slow.
        const path = `/api/pipelines/${long.pipelineId}`
        const { version } = (await client.get(path)).body
        const changed = await client.patch(path, { version, config: configOf('Long', { records: RECORDS }) })
        expect(changed.status, `The answer: ${changed.text}`).toBe(200)
        await stop('worker')
        expect(startedBy(dataDir('worker'))).toEqual([])

        await expect.poll(async () => (await executionsOf(long.pipelineId)).length, PATIENCE).toBe(2)
        const [first, second] = await executionsOf(long.pipelineId)
        expect(first).toMatchObject({ id: long.executionId, outcome: 'interrupted' })
        expect(await ended(second?.id ?? '')).toMatchObject({ status: 'success', attempt: 2 })
        for (const stream of ['keyed', 'loose'] as const)
          expect(loaded(target('Long'), stream)).toMatchObject({ distinctIds: RECORDS, highest: RECORDS })
        expect(loaded(target('Long'), 'keyed').rows).toBe(RECORDS)
      },
      LIMIT_MS,
    )

    it(
      'an old node frozen during the upgrade takes nothing more, and starts no more',
      async () => {
        const worker = await start('worker', 'worker', old)
        const { name = '' } = (await node('worker')) ?? {}
        expect((await client.post(`/api/nodes/${name}/resume`)).status).toBe(204)
        await stop('page')
        worker.child.kill('SIGSTOP')
        await expect.poll(async () => (await node('worker'))?.status, PATIENCE).toBe('lost')
        await start('far', 'worker', far)
        worker.child.kill('SIGCONT')
        await expect.poll(async () => (await node('worker'))?.status, PATIENCE).toBe('outdated')
        const id = await execute(await pipeline('For nobody', { requiredLabels: ['worker'] }))
        expect(await ended(await execute(await pipeline('After all')))).toMatchObject({ status: 'success' })
        expect(await execution(id)).toMatchObject({ status: 'pending' })
        await stop('worker')

        const refused = run('worker', 'worker', old)
        expect(await refused.ended).toBe(1)
        expect(refused.output).toMatch(
          /is too old for the servers that use this database: version 90\.3\.0 has upgraded it/,
        )
        for (const [, { output }] of nodes) expect(output).not.toMatch(/Unexpected error|"level":(50|60)/)
      },
      LIMIT_MS,
    )
  },
)

function lastTag(): string | undefined {
  try {
    return execFileSync('git', ['describe', '--tags', '--abbrev=0'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return undefined
  }
}
