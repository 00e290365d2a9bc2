import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Dataset, Neighbourhood } from '@flx/shared/lineage/lineage'
import type { ColumnPath, Reach } from '@flx/shared/lineage/lineage-reach'
import { beforeAll, describe, expect, it } from 'vitest'

import { executionEnded } from '../../support/events.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server, editor, viewer } = await serverForFile(['editor', 'viewer'], { worker: true })
const SECRET = 'tell-nobody-this'
/** Two streams, one of them named by a secret. */
const TAP = String.raw`
const write = (line) => process.stdout.write(JSON.stringify(line) + '\n')
const properties = { id: { type: 'integer' }, mail: { type: ['null', 'string'] }, at: { type: 'string', format: 'date-time' } }
for (const stream of ['people', 'of-${SECRET}']) {
  write({ type: 'SCHEMA', stream, schema: { properties }, key_properties: ['id'] })
  write({ type: 'RECORD', stream, record: { id: 1, mail: 'a@example.com', at: '2026-11-01T00:00:00Z' } })
}
`
const SQL = [
  'drop table if exists Mails; create table Mails as select e_mail as address, count(*) as times from persons group by 1',
  'create view if not exists latest as select id, at from persons; insert into "Mails" (times, address) select p.id, l.at from persons p join latest l using (id)',
  "update Mails set times = 2 where address = 'drop table Mails; '",
]
let pipelineId = ''

async function executed(body = {}): Promise<string> {
  const { id } = (await editor.post(`/api/pipelines/${pipelineId}/execute`, body)).body
  await executionEnded(server, id)
  const { body: execution } = await editor.get(`/api/executions/${id}`)
  if (execution.errorMessage !== null) throw new Error(execution.errorMessage)
  return id
}

beforeAll(async () => {
  writeFileSync(join(server.dataDir, 'tap.mjs'), TAP)
  await editor.post('/api/plugins', {
    name: 'tap-people',
    type: 'extractor',
    command: [process.execPath, join(server.dataDir, 'tap.mjs')],
    settingDefinitions: [{ name: 'password', sensitive: true }, { name: 'api_url' }],
  })
  const created = await editor.post('/api/pipelines', {
    name: 'People',
    extractor: 'tap-people',
    mappers: ['map-fields'],
    loader: 'target-sqlite',
    transform: 'transform-sql',
    config: {
      'tap-people': { password: SECRET, api_url: 'https://people.example.com/v2' },
      'map-fields': { streams: { people: { rename: { mail: 'e_mail' }, rename_stream: 'persons' } } },
      'target-sqlite': { database: 'people.db' },
      'transform-sql': { database: 'people.db', statements: SQL },
    },
  })
  pipelineId = created.body.id
})

const around = async (query = ''): Promise<Neighbourhood> => {
  const { body } = await viewer.get(`/api/lineage/pipelines/${pipelineId}/neighbourhood${query}`)
  return body
}

/** "from -> to" of each flow, with its columns. */
function written({ datasets, flows }: Neighbourhood): string[] {
  const name = (id: string) => datasets.find((dataset) => dataset.id === id)?.name
  return flows
    .map(
      ({ from, to, step, certainty, columns }) =>
        `${name(from)} -> ${name(to)} (${step}, ${certainty})${columns.map((column) => ` ${column.from}>${column.to}`).join('')}`,
    )
    .toSorted()
}

describe('the lineage of a pipeline', () => {
  it('lists what went where, with columns, as the execution saw it', async () => {
    const id = await executed()
    const found = await around()
    expect(written(found)).toEqual([
      'of-*** -> of-*** (load, observed)',
      'people -> persons (load, observed) mail>e_mail',
      'persons -> Mails (transform, observed) e_mail>address id>times at>address',
      'persons -> latest (transform, observed) id>id at>at',
    ])
    expect(found.flows.every(({ executionId, until }) => executionId === id && until === null)).toBe(true)
    expect(JSON.stringify(found)).not.toContain(SECRET)
    const people = found.datasets.find(({ name }) => name === 'people')
    expect(people).toMatchObject({ kind: 'stream', namespace: 'https://people.example.com', columns: 3 })
    const persons = found.datasets.find(({ name }) => name === 'persons')
    expect(persons?.namespace).toMatch(/^sqlite:\/\/\/.*\/people\.db$/)
    expect(found.pipelines).toMatchObject([{ id: pipelineId, name: 'People', status: 'success' }])
    const dataset: Dataset = (await viewer.get(`/api/lineage/datasets/${persons?.id}`)).body
    expect(dataset.columns).toEqual([
      { name: 'id', type: 'integer' },
      { name: 'e_mail', type: 'string' },
      { name: 'at', type: 'string (date-time)' },
    ])
  })

  it('states for each dataset and pipeline how fresh its data is, and what is late because of it', async () => {
    const { body: before } = await editor.get(`/api/pipelines/${pipelineId}`)
    const target = { version: before.version, freshnessTargetSeconds: 3600 }
    await editor.patch(`/api/pipelines/${pipelineId}`, target)
    const reports = await editor.post('/api/pipelines', {
      ...{ name: 'Reports', extractor: 'tap-people', loader: 'target-jsonl', after: pipelineId },
      config: { 'target-jsonl': { destination_path: 'reports' } },
    })
    const found = await around()
    const by = (name: string) => found.datasets.find((dataset) => dataset.name === name)
    expect(by('people')).toMatchObject({ writers: [], status: null, loadedAt: null, staleAt: null })
    const [pipeline] = found.pipelines
    expect(pipeline).toMatchObject({
      ...{ isActive: true, freshnessTargetSeconds: 3600, nextDueAt: null },
      followers: [{ id: reports.body.id, name: 'Reports' }],
    })
    expect(Date.parse(pipeline?.staleAt ?? '') - Date.parse(pipeline?.loadedAt ?? '')).toBe(3_600_000)
    const { status, loadedAt, staleAt } = pipeline ?? {}
    expect(by('Mails')).toMatchObject({ writers: [pipelineId], status, loadedAt, staleAt })

    const down: Reach = (await viewer.get(`/api/lineage/pipelines/${pipelineId}/reach`)).body
    expect(down.pipelines).toMatchObject([{ name: 'Reports', steps: 2, relation: 'after' }])
    expect(down.datasets.map(({ name }) => name).toSorted()).toEqual([
      ...['Mails', 'latest', 'of-***', 'persons'],
    ])
    const path = `/api/lineage/datasets/${by('Mails')?.id}/reach?direction=upstream`
    const up: Reach = (await viewer.get(path)).body
    expect(up.pipelines).toMatchObject([{ name: 'People', relation: 'data' }])
    expect(up.datasets.map(({ name, steps }) => `${steps} ${name}`)).toEqual(['1 persons', '2 people'])
    await editor.delete(`/api/pipelines/${reports.body.id}`)
  })

  it('follows a column under all its names, both ways', async () => {
    const found = await around()
    const named = new Map(found.datasets.map((dataset) => [dataset.id, dataset.name]))
    const persons = found.datasets.find(({ name }) => name === 'persons')?.id
    const path = `/api/lineage/datasets/${persons}/column?column=E_MAIL`
    const { links }: ColumnPath = (await viewer.get(path)).body
    expect(
      links.map(
        ({ from, to, certainty }) =>
          `${named.get(from.dataset)}.${from.column} > ${named.get(to.dataset)}.${to.column} ${certainty}`,
      ),
    ).toEqual(['people.mail > persons.e_mail observed', 'persons.e_mail > Mails.address observed'])
    const missing = await viewer.get(`/api/lineage/datasets/${persons}/column?column=phone`)
    expect(missing).toMatchObject({
      status: 404,
      body: { detail: 'persons has no known column phone.' },
    })
  })

  it('keeps history: a flow that has ended is still shown as of the previous execution', async () => {
    const before = await around()
    const old = before.flows[0]?.executionId
    const { body: pipeline } = await editor.get(`/api/pipelines/${pipelineId}`)
    const patch = await editor.patch(`/api/pipelines/${pipelineId}`, {
      version: pipeline.version,
      transform: '',
      config: Object.fromEntries(
        Object.entries(pipeline.config).filter(([name]) => name !== 'transform-sql'),
      ),
    })
    expect(patch.body.detail).toBeUndefined()
    await executed()
    expect(written(await around())).toHaveLength(2)
    expect(written(await around(`?execution=${old}`))).toEqual(written(before))
  })

  it('ends nothing after a partial execution', async () => {
    await executed({ limitRecords: 1 })
    expect(written(await around())).toHaveLength(2)
  })

  it('is found by name and by system, and walked in both directions', async () => {
    const { body } = await viewer.get('/api/lineage/datasets?search=PEOPLE.EX')
    expect(body.items.map(({ name }: Dataset) => name).toSorted()).toEqual(['of-***', 'people'])
    const { id } = body.items.find(({ name }: Dataset) => name === 'people')
    const path = `/api/lineage/datasets/${id}/neighbourhood`
    expect((await viewer.get(`${path}?downstream=1&upstream=0`)).body.datasets).toHaveLength(2)
    expect((await viewer.get(`${path}?downstream=0`)).body.datasets).toHaveLength(1)
    expect((await viewer.get('/api/lineage/datasets?kind=file')).body.items).toEqual([])
    expect((await viewer.get(`/api/lineage/datasets/${crypto.randomUUID()}`)).status).toBe(404)
  })
})
