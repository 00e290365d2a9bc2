import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { statementOf } from '../../../src/http/guards/access.ts'
import type { Client } from '../../support/client.ts'
import { SYSTEM_ONLY } from '../../support/command-environment.ts'
import { DAMAGED_COLUMNS, META_NAMES } from '../../support/database/damaged-columns.ts'
import { names, statementsAnywhere } from '../../support/database/tables-read.ts'
import { startedFolder } from '../../support/data-folder.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { oneOfEach } from '../../support/sweep.ts'

/** Columns that no route reads, or not without an installed plugin; the test of the stores covers them. */
const ELSEWHERE = new Set([
  'plugin_lock',
  'plugin_rollback',
  'hub_document',
  'transform_part',
  'catalog_version',
  'errand',
  'deleted_dashboard',
])
/** Columns that only change streams and background work read; they are damaged with all others below. */
const UNREAD = new Set(['event', 'foreign_run'])
const COLUMNS = DAMAGED_COLUMNS.filter(
  ({ table, column }) => !ELSEWHERE.has(table) && column !== 'install_remedy',
)

let dataDir: string
let server: TestServer
let admin: Client
let file: Database.Database
let ids: Record<string, string>
let whole: Awaited<ReturnType<typeof look>>
/** What each URL reads, as its statements show while everything is intact. */
const statementsOf = new Map<string, string[]>()
beforeAll(async () => {
  dataDir = await startedFolder('flx-damaged-')
  server = await startTestServer({ worker: true, dataDir, postgres: null })
  admin = await server.as('admin')
  ids = await fill(admin)
  using statements = statementsAnywhere()
  whole = await look(admin, { answered: (url) => void statementsOf.set(url, statements.texts.splice(0)) })
  file = new Database(join(server.dataDir, 'flx.db'), { timeout: 5000 })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

describe('one damaged row', () => {
  it('is preceded by a check that everything answers', () => {
    expect(whole.wrong).toEqual([])
    expect(Object.values(whole.lengths).filter((length) => length > 0).length).toBeGreaterThan(10)
  })

  // A column that is read only when another is damaged is covered where everything is damaged at once. The stores are
  // asked for every column, see damaged-columns.test.ts.
  it.each(oneOfEach(COLUMNS, ({ table }) => table))(
    'in $table, $column breaks no list, page or export',
    async ({ table, column, damages: [damage = ''] }) => {
      const reads = (url: string) => statementsOf.get(url)?.some((text) => names(text, table)) === true
      const undo = damageOne(table, column, damage)
      const { asked, wrong, lengths } = await look(admin, { only: reads })
      undo()
      const shorter = asked.filter((url) => url in whole.lengths && (lengths[url] ?? 0) < least(url))
      // Background work can have read it while a URL was requested.
      expect(asked.length > 0 || UNREAD.has(table)).toBe(true)
      expect({ wrong, shorter }).toEqual({ wrong: [], shorter: [] })
    },
    60_000,
  )
})

it.each([
  ['error_lines', 'errorLines'],
  ['steps', 'steps'],
  ['resolved_config', 'resolvedConfig'],
])('an execution with a damaged %s is shown, and says so', async (column, field) => {
  const undo = damageOne('execution', column, '{"cut off')
  const { id } = file.prepare('select id from execution order by rowid desc limit 1').get() as { id: string }
  const { status, body } = await admin.get(`/api/executions/${id}`)
  undo()
  expect({ status, damaged: body.damaged }).toEqual({ status: 200, damaged: [field] })
})

it('undoing an import counts the steps whose records are damaged, and reports that they stay', async () => {
  const url = `/api/projects/${ids['projects']}/undo`
  const before = (await admin.get(url)).body
  expect(before.unreadable).toBeNull()
  const undo = damageOne('project_undo', 'item', 'cut off')
  const { body: shown } = await admin.get(url)
  const { body: result } = await admin.post(url, { importedAt: shown.importedAt })
  undo()
  const unreadable = {
    steps: 1,
    message: 'The record of one step of the import is damaged: it cannot be undone, so what it did is kept.',
  }
  expect(shown).toMatchObject({ unreadable })
  expect(shown.items).toHaveLength(before.items.length - 1)
  expect(result).toMatchObject({ unreadable })
  // Once the record is intact again, the step can be undone.
  expect((await admin.get(url)).body).toMatchObject({ items: [{ problem: null }], unreadable: null })
})

/** An unusable schedule has no ticks: the others keep theirs. */
function least(url: string): number {
  const length = whole.lengths[url] ?? 0
  if (url.endsWith('/upcoming')) return 1
  // It is no longer known which step was busy in that execution.
  return url.endsWith('/effort') ? length - 1 : length
}

// The last test: afterwards nothing is intact.
it('a server starts on a database with a damaged row in every place', async () => {
  await server[Symbol.asyncDispose]()
  const untouched = COLUMNS.filter(({ table, column, damages }) => {
    const update = file.prepare(`update ${table} set ${column} = ? where ${wholeRows(table, column)}`)
    return update.run(damages.at(-1)).changes === 0
  })
  file.close()
  expect(untouched).toEqual([])
  server = await startTestServer({ worker: true, dataDir, env: SYSTEM_ONLY, postgres: null })
  const back = server.client()
  back.cookie = admin.cookie
  expect((await look(back, { withPythons: true })).wrong).toEqual([])
}, 60_000)

/** Something in every table. */
async function fill(client: Client): Promise<Record<string, string>> {
  const { body: samples } = await client.post('/api/samples')
  const pipelineId = samples.items[0].id as string
  const { body: pipeline } = await client.get(`/api/pipelines/${pipelineId}`)
  const changed = await client.patch(`/api/pipelines/${pipelineId}`, {
    version: pipeline.version,
    schedule: '0 3 * * *',
    timezone: 'Europe/Berlin',
    tags: ['one'],
  })
  expect(changed.status).toBe(200)
  const { body: other } = await client.get(`/api/pipelines/${samples.items[1].id}`)
  await client.patch(`/api/pipelines/${other.id}`, { version: other.version, schedule: '0 4 * * *' })
  const { body: execution } = await client.post(`/api/pipelines/${pipelineId}/execute`, { limitRecords: 3 })
  await server.running.worker?.idle()
  await client.post(`/api/pipelines/${pipelineId}/execute`)
  await server.running.worker?.idle()
  const made = { naming: '{who}', parameters: [{ name: 'who' }] }
  const body = { extractor: 'tap-csv', loader: 'target-jsonl' }
  const { body: template } = await client.post('/api/templates', { name: 'Ours', ...made, body })
  await client.post(`/api/templates/${template.id}/pipelines`, { rows: [{ who: 'Ada' }] })
  await server.running.bulk.idle()
  await client.put('/api/openlineage/connection', NO_OPEN_LINEAGE)
  const byMeltano = await client.post('/api/pipelines', {
    name: 'By Meltano',
    runner: { kind: 'meltano', project: '/srv/acme', run: ['nightly'], env: { PASSWORD: 'correct-horse' } },
  })
  expect(byMeltano.status).toBe(201)
  const told = { eventTime: '2026-11-29T10:00:00Z', producer: 'urn:dbt', schemaURL: 'urn:openlineage' }
  const job = { namespace: 'dbt', name: 'Told' }
  const run = { runId: '01939c1e-0000-7000-8000-000000000001' }
  const inputs = [{ namespace: 'postgres://db:5432', name: 'a' }]
  await client.post('/api/openlineage', { ...told, eventType: 'COMPLETE', job, run, inputs })
  const { body: plugin } = await client.post('/api/plugins', {
    name: 'tap-own',
    type: 'extractor',
    command: ['tap-own', '--quickly'],
    settings: { password: 'correct-horse' },
  })
  const text = 'plugins: {extractors: [{name: tap-imported, namespace: a, pip_url: a, config: {b: 1}}]}'
  const throughMeltano = { jobs: 'all', folder: '/srv/ours' }
  const project = { files: [{ path: 'meltano.yml', text }], name: 'Ours', environment: null, throughMeltano }
  const { fingerprint } = (await client.post('/api/projects/preview', project)).body
  const { body: imported } = await client.post('/api/projects/apply', { ...project, fingerprint })
  const { body: datasets } = await client.get('/api/lineage/datasets')
  const { body: channel } = await client.post('/api/alerts/channels', {
    name: 'Ours',
    settings: { kind: 'webhook', url: 'https://example.invalid/hook', secret: 'correct-horse' },
  })
  await client.post('/api/alerts/rules', {
    name: 'Failures',
    condition: 'failure',
    channelIds: [channel.id],
  })
  await client.post('/api/alerts/rules', {
    name: 'Budgets',
    condition: 'burn-rate',
    burnWindows: [{ hours: 1, rate: 10 }],
  })
  await client.post(`/api/alerts/channels/${channel.id}/test`)
  const widget = { id: 'a', kind: 'figures', width: 6, height: 1 }
  const { status: boarded } = await client.post('/api/dashboards', { name: 'Mine', widgets: [widget] })
  expect(boarded).toBe(201)
  await client.post('/api/views', { page: 'pipelines', name: 'Mine', query: 'status=active', shared: false })
  await client.post('/api/tokens', { name: 'Ours', role: 'editor' })
  await client.send('PUT', '/api/retention', { ...(await client.get('/api/retention')).body.policy })
  const { body: bulk } = await client.post('/api/pipelines/bulk', { action: 'activate', ids: [pipelineId] })
  return {
    templates: template.id,
    pipelines: pipelineId,
    executions: execution.id,
    plugins: plugin.id,
    bulk: bulk.bulkId,
    projects: imported.projectId,
    origins: imported.items[0].target.id,
    datasets: datasets.items[0].id,
  }
}

interface Looking {
  withPythons?: boolean
  /** The URLs that are requested; all when omitted. */
  only?(url: string): boolean
  /** Called when a URL has answered. */
  answered?(url: string): void
}

/**
 * Requests everything that can be read: which URLs answered 5xx, and how long the lists are. Asking for the machine's
 * Pythons starts each of them, which takes longer than all the rest: only when every row is damaged.
 */
async function look(
  client: Client,
  { withPythons = false, only, answered }: Looking = {},
): Promise<{ asked: string[]; wrong: string[]; lengths: Record<string, number> }> {
  const asked: string[] = []
  const wrong: string[] = []
  const lengths: Record<string, number> = {}
  for (const { method, path, handler } of server.running.app.routes) {
    if (
      method !== 'GET' ||
      statementOf(handler) === undefined ||
      (!withPythons && path.endsWith('/pythons')) ||
      /openid|hub|openapi|setup|preview|callback/.test(path)
    )
      continue
    const url = path
      .replace('/api/pipelines/:id', `/api/pipelines/${ids['pipelines']}`)
      .replace('/api/templates/:id', `/api/templates/${ids['templates']}`)
      .replace('/api/executions/:id', `/api/executions/${ids['executions']}`)
      .replace('/api/plugins/:id', `/api/plugins/${ids['plugins']}`)
      .replace('/api/bulk/:id', `/api/bulk/${ids['bulk']}`)
      .replace('/api/projects/:id', `/api/projects/${ids['projects']}`)
      .replace('/api/projects/origins/:id', `/api/projects/origins/${ids['origins']}`)
      .replace('/api/lineage/datasets/:id', `/api/lineage/datasets/${ids['datasets']}`)
      .replace('/api/lineage/pipelines/:id', `/api/lineage/pipelines/${ids['pipelines']}`)
    if (only?.(url) === false) continue
    asked.push(url)
    const answer = await client
      .get(url)
      .catch((error: unknown) => ({ status: 999, body: undefined, text: String(error) }))
    answered?.(url)
    if (answer.status >= 500) wrong.push(`${url}: ${answer.status} ${answer.text.slice(0, 300)}`)
    const items: unknown = answer.body?.items
    // A step of an import that cannot be read is counted and reported.
    const unreadable = url.endsWith('/undo') ? (answer.body.unreadable?.steps ?? 0) : 0
    if (Array.isArray(items)) lengths[url] = items.length + unreadable
    // A Meltano project has plugins for the settings of a pipeline, and one job for each pipeline. Damage is named in a
    // comment of a document.
    const each = url === '/api/meltano/export' ? 'tasks:' : /^(?:- name:|# The template)/m
    if (url.endsWith('/export')) lengths[url] = answer.text.split(each).length
  }
  return { asked, wrong, lengths }
}

/** Damages one row; returns a function that restores it. */
function damageOne(table: string, column: string, damage: string): () => void {
  const found = file
    .prepare(
      `select rowid as id, ${column} as whole from ${table} where ${wholeRows(table, column)} order by rowid desc limit 1`,
    )
    .get() as { id: number; whole: string | null } | undefined
  if (found === undefined) throw new Error(`There is no row to damage in ${table}.`)
  const set = file.prepare(`update ${table} set ${column} = ? where rowid = ?`)
  set.run(damage, found.id)
  return () => void set.run(found.whole, found.id)
}

/** Rows in which the column has content that can be damaged. */
function wholeRows(table: string, column: string): string {
  if (table === 'meta') return `name in ('${META_NAMES.join("', '")}')`
  if (table === 'pipeline' && column === 'schedule') return "schedule <> ''"
  if (column === 'sealed') return '1 = 1'
  return `${column} is not null`
}
