import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { ForeignJob } from '@flx/shared/lineage/foreign'
import type { DatasetItem, Neighbourhood } from '@flx/shared/lineage/lineage'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { AIRFLOW_JOBS, AIRFLOW_PICTURE, airflowJobs, airflowPicture } from './support/airflow.ts'

const { admin, editor, operator, viewer } = await serverForFile(['admin', 'editor', 'operator', 'viewer'])

const DB = 'postgres://ada:correct-horse@warehouse:5432/shop'
const run = (digit: number) => `01939c1e-0000-7000-8000-00000000000${digit}`
const FACET = {
  _producer: 'https://example.com/tool',
  _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json',
}
const event = (more: object) => ({
  ...{
    eventType: 'COMPLETE',
    eventTime: '2026-11-29T10:00:00Z',
    producer: 'https://example.com/integration/dbt',
  },
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  ...{ run: { runId: run(1) }, job: { namespace: 'analytics', name: 'shop.stg_orders' }, ...more },
})
const send = (body: unknown) => operator.post('/api/openlineage', body)
const datasets = async (search: string): Promise<DatasetItem[]> =>
  (await viewer.get(`/api/lineage/datasets?search=${search}`)).body.items
const around = async (id: string): Promise<Neighbourhood> =>
  (await viewer.get(`/api/lineage/datasets/${id}/neighbourhood`)).body
/** Whether the API document describes a request body. Compiling it takes longer than most tests. */
let compiled: Promise<ValidateFunction> | undefined
const described = () => (compiled ??= compileInput())
async function compileInput(): Promise<ValidateFunction> {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  ajv.addSchema((await viewer.get('/api/openapi.json')).body, 'api')
  return ajv.compile({ $ref: 'api#/components/schemas/ForeignEventsInput' })
}
const jobs = async (search = ''): Promise<ForeignJob[]> =>
  (await viewer.get(`/api/openlineage/jobs?search=${search}`)).body.items

describe('events of other tools', () => {
  it('show their jobs and datasets, with columns and without secrets', async () => {
    const schema = {
      ...FACET,
      fields: [
        { name: 'id', type: 'int' },
        { name: 'amount', type: 'numeric' },
      ],
    }
    const fields = {
      total: { inputFields: [{ namespace: DB, name: 'shop.public.orders', field: 'amount' }] },
    }
    const sent = event({
      inputs: [
        { namespace: DB, name: 'shop.public.orders', facets: { schema, custom: { ...FACET, anything: 1 } } },
      ],
      outputs: [
        {
          ...{ namespace: 'postgresql://Warehouse', name: 'shop.marts.stg_orders' },
          facets: { schema: { ...FACET, fields: [{ name: 'total' }] }, columnLineage: { ...FACET, fields } },
        },
      ],
    })
    const answer = await send(sent)
    expect(answer).toMatchObject({ status: 201, body: { received: 1, changed: 1, skipped: 0 } })
    // The same again changes nothing.
    expect((await send(sent)).body).toMatchObject({ changed: 0 })
    const [orders] = await datasets('public.orders')
    expect(orders).toMatchObject({
      kind: 'table',
      namespace: 'postgres://warehouse:5432',
      tool: 'dbt',
      columns: 2,
    })
    const picture = await around(orders?.id ?? '')
    expect(picture.pipelines).toMatchObject([
      { name: 'shop.stg_orders', tool: 'dbt', status: 'success', lastExecutionId: null },
    ])
    expect(picture.flows).toMatchObject([
      { certainty: 'observed', columns: [{ from: 'amount', to: 'total' }] },
    ])
    const made = picture.datasets.find(({ id }) => id !== orders?.id)
    expect(made).toMatchObject({
      name: 'shop.marts.stg_orders',
      status: 'success',
      loadedAt: '2026-11-29T10:00:00.000Z',
    })
    const path = (await viewer.get(`/api/lineage/datasets/${made?.id}/column?column=total`)).body
    expect(path.links).toMatchObject([{ from: { column: 'amount' }, to: { column: 'total' } }])
    const job = picture.pipelines[0]?.id ?? ''
    expect((await viewer.get(`/api/lineage/pipelines/${job}/neighbourhood`)).body.datasets).toHaveLength(2)
    expect((await viewer.get(`/api/lineage/pipelines/${job}/reach`)).body.datasets).toMatchObject([
      { name: made?.name },
    ])
    expect(JSON.stringify([picture, await jobs(), await datasets('')])).not.toContain('correct-horse')
  })

  it('join a dataset under its other names, given by symlinks', async () => {
    const spark = { namespace: 'spark', name: 'load' }
    const symlinks = {
      ...FACET,
      identifiers: [{ namespace: 'hive://metastore:9083', name: 'shop.visits', type: 'TABLE' }],
    }
    const written = [{ namespace: 's3a://lake', name: 'warehouse/visits', facets: { symlinks } }]
    const source = [{ namespace: 'kafka://broker:9092', name: 'visits' }]
    const run3 = { runId: run(3) }
    await send(event({ job: spark, run: run3, inputs: source, outputs: written }))
    const read = { job: { namespace: 'analytics', name: 'shop.visitors' }, run: { runId: run(4) } }
    await send(
      event({
        ...read,
        inputs: [{ namespace: 'hive://metastore:9083', name: 'shop.visits' }],
        outputs: [{ namespace: DB, name: 'shop.marts.visitors' }],
      }),
    )
    // One dataset: what one tool writes to a path, the other reads as a table.
    expect((await datasets('shop.visits')).length).toBe(0)
    const [visits] = await datasets('warehouse/visits')
    const picture = await around(visits?.id ?? '')
    expect(picture.datasets.map(({ name }) => name).toSorted()).toEqual([
      ...['shop.marts.visitors', 'visits', 'warehouse/visits'],
    ])
    const broken = await send(
      event({ outputs: [{ ...written[0], facets: { symlinks: { ...FACET, identifiers: [{}] } } }] }),
    )
    expect([broken.status, broken.body.errors?.[0]?.path]).toEqual([
      422,
      '0.outputs.0.facets.symlinks.identifiers.0.namespace',
    ])
  })

  it('are accepted as the dbt integration sends them', async () => {
    // Events of openlineage-dbt 1.54 for a run of the dbt sample, without the facets that are not read.
    const text = readFileSync(join(import.meta.dirname, 'fixtures/dbt-ol-events.json'), 'utf8')
    const events = JSON.parse(text) as { job: { name: string } }[]
    const answer = await send(events)
    expect(answer).toMatchObject({ status: 201, body: { received: events.length, skipped: 0 } })
    const known = await jobs('daily_revenue')
    expect(known.map(({ tool, status }) => `${tool} ${status}`)).toEqual(['dbt success'])
    const [revenue] = await datasets('daily_revenue')
    const picture = await around(revenue?.id ?? '')
    expect(picture.datasets.map(({ name }) => name.split('.').at(-1) ?? '').toSorted()).toEqual([
      ...['countries', 'customers', 'daily_revenue', 'orders', 'stg_customers', 'stg_orders'],
    ])
  })

  it('are accepted as Airflow sends them: tasks with their DAG and datasets', async () => {
    // Events of apache-airflow-providers-openlineage 2.20 for fixtures/airflow_dag.py, without Airflow-only facets.
    const text = readFileSync(join(import.meta.dirname, 'fixtures/airflow-events.json'), 'utf8')
    expect(await send(JSON.parse(text))).toMatchObject({ status: 201, body: { received: 5, skipped: 0 } })
    expect(airflowJobs(await jobs('shop_revenue'))).toEqual(AIRFLOW_JOBS)
    const [made] = await datasets('marts.revenue')
    expect(airflowPicture(await around(made?.id ?? ''))).toEqual(AIRFLOW_PICTURE)
    expect(JSON.stringify(await jobs())).not.toContain('correct-horse')
  })

  it('can come in any order, in arrays, and end what a later run no longer moves', async () => {
    const about = (minute: number, runId: string, more: object) =>
      event({
        ...{
          eventTime: `2026-11-29T11:0${minute}:00Z`,
          run: { runId },
          job: { namespace: 'analytics', name: 'late' },
        },
        ...more,
      })
    const side = (name: string) => [{ namespace: 'snowflake://acme', name }]
    const first = [
      about(2, run(2), { outputs: side('x.y.out') }),
      about(0, run(2), { eventType: 'START', inputs: side('x.y.in') }),
    ]
    expect((await send(first)).body).toMatchObject({ received: 2, changed: 2 })
    const [made] = await datasets('x.y.out')
    expect((await around(made?.id ?? '')).flows).toHaveLength(1)
    // A run that failed moved nothing for certain; one that succeeded reports it again.
    await send(about(3, run(3), { eventType: 'FAIL', inputs: side('x.y.other'), outputs: side('x.y.out') }))
    expect((await jobs('late'))[0]).toMatchObject({
      status: 'failed',
      succeededAt: '2026-11-29T11:02:00.000Z',
    })
    expect((await around(made?.id ?? '')).datasets.map(({ name }) => name).toSorted()).toEqual([
      'x.y.in',
      'x.y.out',
    ])
    await send(about(5, run(4), { inputs: side('x.y.other'), outputs: side('x.y.out') }))
    expect((await around(made?.id ?? '')).datasets.map(({ name }) => name).toSorted()).toEqual([
      'x.y.other',
      'x.y.out',
    ])
    // The old one, once more.
    await send(first)
    expect((await around(made?.id ?? '')).datasets.map(({ name }) => name).toSorted()).toEqual([
      'x.y.other',
      'x.y.out',
    ])
    expect((await jobs('late'))[0]).toMatchObject({ status: 'success', lastRunId: run(4) })
  })

  it('can describe a job or a dataset without a run', async () => {
    const bare = { ...event({}), eventType: undefined, run: undefined, job: undefined }
    const jobType = { ...FACET, integration: 'METABASE' }
    const jobEvent = {
      ...{ ...bare, job: { namespace: 'bi', name: 'Customer 360', facets: { jobType } } },
      inputs: [{ namespace: 'snowflake://acme', name: 'x.y.out' }],
    }
    const schema = { ...FACET, fields: [{ name: 'k' }] }
    const dataset = { namespace: 'snowflake://acme', name: 'x.y.out', facets: { schema } }
    expect((await send([jobEvent, { ...bare, dataset }])).body).toMatchObject({ changed: 2 })
    const [report] = await datasets('Customer')
    expect(report).toMatchObject({ kind: 'job', tool: 'Metabase', namespace: 'bi' })
    expect((await datasets('x.y.out'))[0]).toMatchObject({ columns: 1 })
  })

  it('that this installation sent are left out', async () => {
    const own = event({
      producer: 'urn:flx-pipelines:1.0.0',
      job: { namespace: 'flx-pipelines', name: 'Ours' },
    })
    expect((await send(own)).body).toEqual({ received: 1, changed: 0, skipped: 1 })
    expect(await jobs('Ours')).toEqual([])
  })

  it.each([
    ['no time', { eventTime: undefined }, '0.eventTime'],
    ['a time without offset', { eventTime: '2026-11-29 10:00' }, '0.eventTime'],
    ['an unknown type', { eventType: 'DONE' }, '0.eventType'],
    ['no UUID', { run: { runId: 'one' } }, '0.run.runId'],
    ['a run without a job', { job: undefined }, '0.job'],
    ['a dataset beside a run', { dataset: { namespace: 'a', name: 'b' } }, '0.dataset'],
    ['no URI', { producer: 'dbt' }, '0.producer'],
    ['a nameless dataset', { inputs: [{ namespace: 'a', name: '' }] }, '0.inputs.0.name'],
    [
      'a facet of nobody',
      { job: { namespace: 'a', name: 'b', facets: { x: {} } } },
      '0.job.facets.x._producer',
    ],
    [
      'too many datasets',
      { inputs: Array.from({ length: 201 }, () => ({ namespace: 'a', name: 'b' })) },
      '0.inputs',
    ],
    [
      'a nameless column',
      { outputs: [{ namespace: 'a', name: 'b', facets: { schema: { ...FACET, fields: [{}] } } }] },
      '0.outputs.0.facets.schema.fields.0.name',
    ],
  ])('are refused with %s, by the path of the field, as the API document says', async (_what, more, path) => {
    const isDescribed = await described()
    expect([isDescribed(event({})), isDescribed([event({})]), isDescribed([])]).toEqual([true, true, false])
    // As it is sent: undefined fields are absent.
    expect(isDescribed(JSON.parse(JSON.stringify(event(more))))).toBe(false)
    const answer = await send(event(more))
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((field: { path: string }) => field.path)).toContain(path)
  })

  it('are for operators; administrators forget jobs, and both are in the audit log', async () => {
    expect((await viewer.post('/api/openlineage', event({}))).status).toBe(403)
    const [job] = await jobs('Customer')
    expect((await editor.delete(`/api/openlineage/jobs/${job?.id}`)).status).toBe(403)
    expect((await admin.delete(`/api/openlineage/jobs/${job?.id}`)).status).toBe(204)
    expect((await admin.delete(`/api/openlineage/jobs/${job?.id}`)).status).toBe(404)
    const { items } = (await admin.get('/api/audit?entityType=foreign-job')).body
    expect(
      items
        .map((entry: { action: string; entityName: string }) => `${entry.action} ${entry.entityName}`)
        .slice(0, 2),
    ).toEqual([...['delete Customer 360', 'create Customer 360']])
  })

  it('are limited per minute', async () => {
    const many = Array.from({ length: 100 }, () => event({}))
    const answers = []
    for (let batch = 0; batch < 31; batch += 1) answers.push(await editor.post('/api/openlineage', many))
    expect(answers.at(-1)).toMatchObject({ status: 429 })
    expect(answers[0]?.status).toBe(201)
    expect(
      (
        await editor.post(
          '/api/openlineage',
          Array.from({ length: 101 }, () => event({})),
        )
      ).status,
    ).toBe(422)
  })
})
