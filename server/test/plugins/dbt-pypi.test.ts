import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { PluginCreateInput } from '@flx/shared/plugins/plugin'
import pg from 'pg'
import { expect, inject, it, onTestFinished } from 'vitest'

import { createInstallations } from '../../src/app/plugins/install-plugin.ts'
import { ACTOR, program, startEngine, type TestEngine } from '../engine/support/engine.ts'
import { DBT_SAMPLE, dbtModelsIn } from './support/dbt-sample-lineage.ts'
import { reachesPyPI } from './support/wheel.ts'

// From dbt 1.11 on, dbt-core downloads part of itself from GitHub during installation.
const CORE = 'dbt-core==1.10.23'
const SAMPLE = join(import.meta.dirname, '../../src/connectors/dbt-sample')
const wanted = process.env['FLX_TEST_PYPI'] === '1'
const title = '(npm run test:connectors, where PyPI can be reached)'

/** A server with dbt installed by the product, and a tap and target of the tests beside it. */
async function engineWith(plugin: PluginCreateInput): Promise<TestEngine> {
  const engine = await startEngine()
  onTestFinished(() => engine[Symbol.asyncDispose]())
  await using installations = createInstallations(engine.context)
  await engine.plugin({ name: 'tap', type: 'extractor', command: program('tap.mjs') })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
  await engine.plugin(plugin)
  const [registered] = await engine.context.plugins.findByName(plugin.name)
  await installations.install(registered?.id ?? '', ACTOR)
  await installations.idle()
  expect((await engine.context.plugins.findByName(plugin.name))[0]).toMatchObject({
    installStatus: 'installed',
    version: '1.10.23',
    installError: null,
  })
  // Its data comes from seeds, so that the test needs no loader for the database.
  const project = join(engine.dataDir, 'files/transform')
  cpSync(SAMPLE, project, { recursive: true })
  writeFileSync(join(project, 'seeds/customers.csv'), 'id,name,country\n1,Ada,CH\n2,Max,DE\n')
  writeFileSync(join(project, 'seeds/orders.csv'), orders('lost'))
  for (const model of ['customers', 'orders']) {
    const file = join(project, `models/staging/stg_${model}.sql`)
    writeFileSync(file, readFileSync(file, 'utf8').replace(`source('shop', '${model}')`, `ref('${model}')`))
  }
  return engine
}

const orders = (status: string) =>
  `id,customer_id,amount,status,ordered_at\n1,1,10.50,paid,2026-01-01T10:00:00\n2,2,4.00,${status},2026-01-02T10:00:00\n`

/** A build with a failing test, a retry from the failed models after a fix, and a retry from the transform. */
async function buildAndRetry(engine: TestEngine, name: string, settings: object) {
  const pipeline = await engine.pipeline({ transform: `${name}:build`, config: { [name]: { ...settings } } })
  const first = await engine.perform(pipeline)
  const test = 'accepted_values_stg_orders_status__paid__shipped__cancelled'
  expect(first.errorMessage).toMatch(
    new RegExp(
      `^${name} build: 1 of 15 failed \\(test ${test}: Got 1 result, configured to fail if != 0\\)\\. 2 were skipped`,
    ),
  )
  const parts = await engine.context.transforms.parts(first.id)
  const node = (id: string) => parts?.nodes.find((one) => one.name === id)
  expect(parts?.total).toBe(15)
  expect(node('countries')).toMatchObject({ kind: 'seed', status: 'success', rows: 8 })
  expect(node('stg_orders')).toMatchObject({
    status: 'success',
    description: 'Orders with typed amounts and times.',
  })
  expect(node(test)).toMatchObject({
    kind: 'test',
    status: 'failed',
    rows: 1,
    message: expect.stringContaining('Got 1 result'),
  })
  expect(node('daily_revenue')).toMatchObject({ status: 'skipped', seconds: null })

  // The data stays; the rule is widened.
  const models = join(engine.dataDir, 'files/transform/models/models.yml')
  writeFileSync(models, readFileSync(models, 'utf8').replace('cancelled]', 'cancelled, lost]'))
  const second = await engine.retry(pipeline, first, 'failed-models')
  expect(second.errorMessage).toBeNull()
  const again = await engine.context.transforms.parts(second.id)
  const names = again?.nodes.map(({ name: one }) => one) ?? []
  expect(names).toContain('daily_revenue')
  expect(names).not.toContain('stg_customers')
  expect(names).not.toContain('countries')
  expect(second.steps.map(({ kind, status }) => [kind, status])).toEqual([
    ['discover', 'skipped'],
    ['extract', 'skipped'],
    ['load', 'skipped'],
    ['transform', 'success'],
  ])
  const third = await engine.retry(pipeline, first, 'transform')
  expect(third).toMatchObject({ errorMessage: null, status: 'success', recordsProcessed: 0 })
  return engine.context.transforms.parts(third.id)
}

it.skipIf(!wanted || !reachesPyPI())(
  `dbt on DuckDB builds, names a failing test and continues from it ${title}`,
  { timeout: 900_000 },
  async () => {
    const engine = await engineWith({
      name: 'dbt-duckdb',
      type: 'transformer',
      mode: 'post-load',
      pipUrl: `${CORE} dbt-duckdb==1.11.1`,
      executable: 'dbt',
    })
    const parts = await buildAndRetry(engine, 'dbt-duckdb', { path: 'warehouse.duckdb' })
    expect(parts?.total).toBe(15)
  },
)

it.skipIf(!wanted || !reachesPyPI())(
  `dbt on PostgreSQL builds, names a failing test and continues from it ${title}`,
  { timeout: 900_000 },
  async () => {
    const url = new URL(await (await fetch(inject('postgresDoor'))).text())
    const dbname = `dbt_${crypto.randomUUID().replaceAll('-', '')}`
    await using server = await connect(url)
    // Not the server's own: its password is a word that appears everywhere, and would be masked.
    const password = crypto.randomUUID()
    await server.client.query(`create role ${dbname} login password '${password}'`)
    await server.client.query(`create database ${dbname} owner ${dbname}`)
    onTestFinished(async () => {
      await using other = await connect(url)
      await other.client.query(`drop database ${dbname} with (force)`)
      await other.client.query(`drop role ${dbname}`)
    })
    const engine = await engineWith({
      name: 'dbt-postgres',
      type: 'transformer',
      mode: 'post-load',
      pipUrl: `${CORE} dbt-postgres==1.11.0`,
      executable: 'dbt',
      settingDefinitions: [{ name: 'password', kind: 'password' }],
    })
    const { hostname: host, port } = url
    const parts = await buildAndRetry(engine, 'dbt-postgres', {
      ...{ host, port: Number(port || 5432), user: dbname, password, dbname, schema: 'analytics' },
    })
    expect(parts?.total).toBe(15)
  },
)

it.skipIf(!wanted || !reachesPyPI())(
  `dbt reports the lineage of the sample as written manually, columns included ${title}`,
  { timeout: 900_000 },
  async () => {
    const engine = await startEngine()
    onTestFinished(() => engine[Symbol.asyncDispose]())
    await using installations = createInstallations(engine.context)
    await engine.plugin({ name: 'tap', type: 'extractor', command: program('tap.mjs') })
    await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
    const name = 'dbt-duckdb'
    await engine.plugin({
      ...{ name, type: 'transformer', mode: 'post-load', executable: 'dbt' },
      pipUrl: `${CORE} dbt-duckdb==1.11.1`,
    })
    const [registered] = await engine.context.plugins.findByName(name)
    await installations.install(registered?.id ?? '', ACTOR)
    await installations.idle()
    // The tables of the sample's sources, as a loader would leave them.
    const files = readdirSync(engine.dataDir, { recursive: true, encoding: 'utf8' })
    const python = join(engine.dataDir, files.find((file) => file.endsWith('/bin/python')) ?? '')
    const database = join(engine.dataDir, 'files/warehouse.duckdb')
    execFileSync(python, ['-c', SOURCES, database])

    const vars = { source_schema: 'tap_csv' }
    const settings = { project_source: 'sample', path: 'warehouse.duckdb', catalog: true, vars }
    const pipeline = await engine.pipeline({ transform: `${name}:build`, config: { [name]: settings } })
    expect((await engine.perform(pipeline)).errorMessage).toBeNull()
    const flows = await engine.context.lineage.flowsOf(pipeline.id, { moment: null, limit: 100 })
    const ids = new Set(flows.flatMap(({ from, to }) => [from, to]))
    const datasets = await engine.context.lineage.describe([...ids])
    expect(dbtModelsIn({ datasets, flows })).toEqual(DBT_SAMPLE)
  },
)

const SOURCES = `
import sys, duckdb
db = duckdb.connect(sys.argv[1])
db.execute("create schema tap_csv")
db.execute("create table tap_csv.customers (id varchar, name varchar, country varchar)")
db.execute("create table tap_csv.orders (id varchar, customer_id varchar, amount varchar, status varchar, ordered_at varchar)")
`

async function connect(url: URL): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}
