import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stub-plugins.ts'

let server: TestServer
let editor: Client
beforeAll(async () => {
  server = await startTestServer()
  editor = await server.as('editor')
  await registerStubPlugins(editor)
})
afterAll(() => server[Symbol.asyncDispose]())

it('options are kept with the execution and with its retry, secrets are not shown', async () => {
  const { id } = await createStubPipeline(editor)
  const options = {
    streams: ['people'],
    limitRecords: 10,
    config: { 'tap-stub': { host: 'once', account: 'acc-once-0815' } },
  }
  const shown = {
    streams: ['people'],
    limitRecords: 10,
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
  [{ limit: 3 }, 'limit'],
])('%o is refused with the field', async (options, path) => {
  const { id } = await createStubPipeline(editor)
  const { status, body } = await editor.post(`/api/pipelines/${id}/execute`, options)
  expect(status).toBe(422)
  expect(body.errors).toMatchObject([{ path }])
})

it('streams are unknown until the extractor was asked; who may only look cannot ask', async () => {
  const { id } = await createStubPipeline(editor)
  expect((await editor.get(`/api/pipelines/${id}/streams`)).body).toEqual({ streams: null, hasCatalog: true })
  expect((await editor.post(`/api/pipelines/${id}/discover`)).body).toEqual({
    streams: null,
    hasCatalog: false,
  })
  const operator = await server.as('operator')
  expect((await operator.post(`/api/pipelines/${id}/discover`)).status).toBe(403)
  const missing = '018f0000-0000-7000-8000-000000000000'
  expect((await editor.get(`/api/pipelines/${missing}/streams`)).status).toBe(404)
})
