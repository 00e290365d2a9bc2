import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { EVERYTHING } from '../../support/sweep.ts'

const MANY = EVERYTHING ? 500 : 120

const { server, editor } = await serverForFile(['editor'])

it('hundreds of pipelines are checked, created and updated from a table; manual changes are kept', async () => {
  const body = {
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    description: 'First',
    config: { 'tap-csv': { records_per_second: 250 } },
  }
  const template = { name: 'Many', naming: '{customer}', parameters: [{ name: 'customer' }] }
  const { id } = (await editor.post('/api/templates', { ...template, body })).body
  const rows = Array.from({ length: MANY }, (_, index) => ({ customer: `customer ${index}` }))
  const check = await editor.post(`/api/templates/${id}/check`, { rows })
  expect(check.body.valid).toBe(MANY)
  const { bulkId } = (await editor.post(`/api/templates/${id}/pipelines`, { rows })).body
  await server.running.bulk.idle()
  const made = (await editor.get(`/api/bulk/${bulkId}?limit=200`)).body
  expect(made).toMatchObject({ total: MANY, done: MANY, failed: 0 })
  const own: string[] = made.items.slice(0, 3).map((item: { id: string }) => item.id)
  for (const pipelineId of own) {
    const changed = await editor.patch(`/api/pipelines/${pipelineId}`, { version: 1, description: 'Mine' })
    expect(changed.status).toBe(200)
  }
  // The list of pipelines knows their templates, and filters by them.
  const listed = (await editor.get(`/api/pipelines?template=${id}&limit=1`)).body.items
  expect(listed).toMatchObject([{ template: { id, version: 1 } }])
  const { id: byHand } = (await editor.post('/api/pipelines', { name: 'By hand', ...body })).body
  const others = (await editor.get('/api/pipelines?search=By hand')).body.items
  expect(others).toMatchObject([{ id: byHand, template: null }])
  const none = await editor.get(`/api/pipelines?template=${id}&search=By hand`)
  expect(none.body.items).toEqual([])
  const next = { ...body, description: 'Second', config: { 'tap-csv': { records_per_second: 100 } } }
  await editor.put(`/api/templates/${id}`, { ...template, body: next, version: 1 })
  const preview = (await editor.get(`/api/templates/${id}/update`)).body
  expect(preview.counts).toEqual({
    total: MANY,
    current: 0,
    withoutOverrides: MANY - 3,
    overridden: 3,
    failing: 0,
    running: 0,
  })
  const update = (await editor.post(`/api/templates/${id}/update`, {})).body
  await server.running.bulk.idle()
  expect((await editor.get(`/api/bulk/${update.bulkId}`)).body).toMatchObject({
    done: MANY,
    failed: 0,
    unchanged: 0,
  })
  const records = await server.running.context.pipelines.withIds(
    made.items.map((item: { id: string }) => item.id),
  )
  for (const record of records) {
    expect(record.template?.version).toBe(2)
    expect(record.config['tap-csv']).toEqual({ records_per_second: 100 })
    expect(record.description).toBe(own.includes(record.id) ? 'Mine' : 'Second')
  }
})
