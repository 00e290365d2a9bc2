import { expect, it } from 'vitest'

import type { AuditEntry } from '@flx/shared/access/audit'

import { startTestServer } from '../../support/server.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, admin } = await serverForFile(['admin'], { stubPlugins: true })

const entries = async (query: string): Promise<AuditEntry[]> => {
  const { status, body } = await admin.get(`/api/audit?${query}`)
  expect(status).toBe(200)
  return body.items
}

it('records who changed a pipeline and how, without its secrets', async () => {
  const editor = await server.as('editor')
  const config = { 'tap-stub': { host: 'h', auth: { password: 'hunter2-hunter2' } } }
  const { id } = await createStubPipeline(editor, { config, tags: ['nightly'] })
  const url = `/api/pipelines/${id}`
  const changed = { 'tap-stub': { host: 'other', auth: { password: 'swordfish-swordfish' } } }
  await editor.patch(url, { version: 1, config: changed, tags: [] })
  await editor.patch(url, { version: 1, name: 'lost' })
  await editor.patch(url, { version: 2, isActive: false })
  // Saved unchanged: nothing to record.
  await editor.patch(url, { version: 3, isActive: false })
  const { body: execution } = await editor.post(`${url}/execute`, { fullRefresh: true, config })
  await editor.post(`/api/executions/${execution.id}/cancel`, {})
  await editor.delete(url)
  await editor.post(`${url}/restore`)
  const told = await entries(`entityType=pipeline&entityId=${id}`)
  expect(told.map(({ action }) => action)).toEqual(['restore', 'archive', 'deactivate', 'update', 'create'])
  expect(new Set(told.map(({ actorName }) => actorName))).toEqual(new Set(['The editor']))
  expect(told[3]?.changes).toEqual([
    { path: 'config.tap-stub.host', before: 'h', after: 'other' },
    { path: 'config.tap-stub.auth.password', secret: true },
    { path: 'tags', before: ['nightly'], after: [] },
  ])
  expect(told[2]?.changes).toEqual([{ path: 'isActive', before: true, after: false }])
  expect(told[4]?.changes).toContainEqual({ path: 'config.tap-stub.auth.password', secret: true })
  const asked = await entries(`entityType=execution&entityId=${execution.id}`)
  expect(asked.map(({ action }) => action)).toEqual(['cancel', 'execute'])
  expect(asked[1]?.changes).toContainEqual({ path: 'fullRefresh', after: true })
  const { text } = await admin.get('/api/audit?limit=200')
  expect(text).not.toMatch(/hunter2|swordfish/)
})

it('records changes to plugins', async () => {
  const editor = await server.as('editor')
  const { body: plugin } = await editor.post('/api/plugins', {
    name: 'tap-audited',
    type: 'extractor',
    command: ['true'],
    env: { API_TOKEN: 'tell-nobody-1' },
    settings: { password: 'tell-nobody-2' },
  })
  await editor.patch(`/api/plugins/${plugin.id}`, {
    revision: 1,
    description: 'New',
    env: { API_TOKEN: 'tell-nobody-3' },
    command: ['https://user:tell-nobody-4@host'],
  })
  await editor.delete(`/api/plugins/${plugin.id}`)
  const told = await entries(`entityId=${plugin.id}`)
  expect(told.map(({ action, entityName }) => [action, entityName])).toEqual([
    ['delete', 'tap-audited'],
    ['update', 'tap-audited'],
    ['create', 'tap-audited'],
  ])
  expect(told[1]?.changes).toContainEqual({ path: 'description', before: '', after: 'New' })
  expect(told[1]?.changes).toContainEqual({ path: 'env.API_TOKEN', secret: true })
  expect((await admin.get('/api/audit?limit=200')).text).not.toContain('tell-nobody')
})

it('records who set up the installation', async () => {
  await using fresh = await startTestServer()
  await fresh.client().post('/api/setup', {
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
  })
  const client = await fresh.client().signIn('ada@example.com', 'correct horse battery')
  const { body } = await client.get('/api/audit?entityType=user')
  expect(body.items).toMatchObject([
    { action: 'set-up', entityType: 'user', actorName: 'Ada', actorId: null },
  ])
})

it.each(['entityType=nothing', 'action=unheard-of', 'from=yesterday', 'limit=0'])(
  'refuses %s and names the parameter',
  async (query) => {
    const { status, body } = await admin.get(`/api/audit?${query}`)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ path: query.split('=')[0] }])
  },
)
