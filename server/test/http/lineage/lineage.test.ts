import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Dataset, Neighbourhood } from '@flx/shared/lineage/lineage'
import { beforeAll, describe, expect, it } from 'vitest'

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
  const ended = Promise.withResolvers<void>()
  const check = () =>
    void server.running.context.executions.find(id).then((found) => {
      if (found?.finishedAt !== null) ended.resolve()
    })
  const stop = server.running.context.events.onAppend(check)
  check()
  await ended.promise
  stop()
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
  it('is what went where, with columns, as the execution saw it', async () => {
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

  it('keeps the past: what an execution no longer moves has ended, and is shown as of the one before', async () => {
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

  it('ends nothing after an execution of a part', async () => {
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
