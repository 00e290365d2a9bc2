import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { stubPlugins: true })

it('options are kept with the execution and its retry, secrets are not shown', async () => {
  const { id } = await createStubPipeline(editor)
  const options = {
    streams: ['people'],
    limitRecords: 10,
    config: { 'tap-stub': { host: 'once', account: 'acc-once-0815' } },
  }
  const shown = {
    streams: ['people'],
    limitRecords: 10,
    from: null,
    settings: ['tap-stub: host', 'tap-stub: account'],
  }
  const first = await editor.post(`/api/pipelines/${id}/execute`, options)
  expect(first.status).toBe(202)
  expect(first.body.options).toEqual(shown)
  expect(first.text).not.toContain('acc-once-0815')
  await editor.post(`/api/executions/${first.body.id}/cancel`, {})
  const again = await editor.post(`/api/executions/${first.body.id}/retry`)
  expect(again.body.options).toEqual(shown)
})

it.each([
  [{ limitRecords: 0 }, 'limitRecords'],
  [{ limitRecords: 1.5 }, 'limitRecords'],
  [{ streams: [] }, 'streams'],
  [{ streams: [''] }, 'streams.0'],
  [{ config: { 'tap-stub': 1 } }, 'config.tap-stub'],
  [{ config: { 'tap-other': {} } }, 'config.tap-other'],
  [{ config: { 'tap-stub': { account: { $secret: true } } } }, 'config.tap-stub.account'],
  [{ priority: 'urgent' }, 'priority'],
  [{ limit: 3 }, 'limit'],
])('%o is refused with the field', async (options, path) => {
  const { id } = await createStubPipeline(editor)
  const { status, body } = await editor.post(`/api/pipelines/${id}/execute`, options)
  expect(status).toBe(422)
  expect(body.errors).toMatchObject([{ path }])
})

it('an extractor without a catalogue has no streams to choose, and viewers cannot ask', async () => {
  const { id } = await createStubPipeline(editor)
  expect((await editor.get(`/api/pipelines/${id}/streams`)).body).toMatchObject({
    streams: null,
    hasCatalog: false,
  })
  expect((await editor.post(`/api/pipelines/${id}/discover`)).body).toMatchObject({
    streams: null,
    hasCatalog: false,
  })
  const operator = await server.as('operator')
  expect((await operator.post(`/api/pipelines/${id}/discover`)).status).toBe(403)
  const missing = '018f0000-0000-7000-8000-000000000000'
  expect((await editor.get(`/api/pipelines/${missing}/streams`)).status).toBe(404)
})

describe('settings for one execution need the role editor, whichever way they are sent', () => {
  const config = { 'tap-stub': { host: 'elsewhere' } }
  const needsEditor = 'Executing with settings that differ from the pipeline ("config") needs the editor role'

  it.each(['viewer', 'operator'] as const)(
    'a %s cannot send them, nor a token of that role',
    async (role) => {
      const { id } = await createStubPipeline(editor)
      const client = await server.as(role)
      const { body: made } = await editor.post('/api/tokens', { name: role, role })
      const headers = { authorization: `Bearer ${made.value}` }
      for (const sent of [{ config }, { config: {} }, { config, fullRefresh: true, limitRecords: 1 }]) {
        expect((await client.post(`/api/pipelines/${id}/execute`, sent)).status).toBe(403)
        const byToken = await server.client().send('POST', `/api/pipelines/${id}/execute`, sent, headers)
        expect(byToken.status).toBe(403)
      }
      expect((await editor.get(`/api/executions?pipelineId=${id}`)).body.items).toEqual([])
    },
  )

  it('an operator chooses full refresh, streams and a limit, and retries with them', async () => {
    const { id } = await createStubPipeline(editor)
    const operator = await server.as('operator')
    const options = { fullRefresh: true, streams: ['people'], limitRecords: 5 }
    const { status, body } = await operator.post(`/api/pipelines/${id}/execute`, options)
    expect({ status, options: body.options }).toEqual({
      status: 202,
      options: { streams: ['people'], limitRecords: 5, from: null, settings: [] },
    })
    await operator.post(`/api/executions/${body.id}/cancel`, {})
    expect((await operator.post(`/api/executions/${body.id}/retry`)).status).toBe(202)
  })

  it('an operator cannot retry an execution that an editor gave settings, alone or with others', async () => {
    const { id } = await createStubPipeline(editor)
    const operator = await server.as('operator')
    const { body: first } = await editor.post(`/api/pipelines/${id}/execute`, { config })
    await operator.post(`/api/executions/${first.id}/cancel`, {})
    const refused = await operator.post(`/api/executions/${first.id}/retry`)
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining(needsEditor) } })
    const bulk = await operator.post('/api/executions/bulk', { action: 'retry', ids: [first.id] })
    await server.running.bulk.idle()
    const { body: report } = await operator.get(`/api/bulk/${bulk.body.bulkId}`)
    expect(report.failures).toMatchObject([{ id: first.id, message: expect.stringContaining(needsEditor) }])
    expect((await operator.get(`/api/executions?pipelineId=${id}`)).body.items).toHaveLength(1)
    expect((await editor.post(`/api/executions/${first.id}/retry`)).status).toBe(202)
  })

  it('an operator changes nothing of a pipeline except whether it is active', async () => {
    const { id } = await createStubPipeline(editor)
    const operator = await server.as('operator')
    const both = { version: 1, isActive: false, config }
    expect((await operator.patch(`/api/pipelines/${id}`, both)).status).toBe(403)
    expect((await operator.patch(`/api/pipelines/${id}`, { version: 1, isActive: false })).status).toBe(200)
  })
})
