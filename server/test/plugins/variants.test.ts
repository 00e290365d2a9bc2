import { afterAll, beforeAll, expect, it } from 'vitest'

import { startLocalHub, type LocalHub, type RawDefinition } from '../hub/support/local-hub.ts'
import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const TAP_CSV: RawDefinition = {
  plugin_type: 'extractors',
  is_default: true,
  name: 'tap-csv',
  variant: 'other-maker',
  pip_url: 'other-tap-csv',
  settings: [
    { name: 'files', kind: 'object' },
    { name: 'user', kind: 'string' },
    { name: 'token', kind: 'password' },
  ],
  settings_group_validation: [['files', 'user'], ['token']],
}

let hub: LocalHub
let server: TestServer
let editor: Client
beforeAll(async () => {
  hub = await startLocalHub([TAP_CSV])
  server = await startTestServer({ env: { FLX_HUB_URL: hub.url } })
  editor = await server.as('editor')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await hub.close()
})

it('a bundled connector becomes another variant of its name in place, and back', async () => {
  const { body: list } = await editor.get('/api/plugins?search=tap-csv')
  const { id, revision } = list.items[0]
  const stored = await editor.patch(`/api/plugins/${id}`, {
    revision,
    settings: { files: [{ entity: 'a', path: 'a.csv' }], user: 'me', special: 1 },
  })
  const path = `/api/plugins/${id}`
  expect((await editor.get(`${path}/variants`)).body.variants).toEqual(['bundled', 'other-maker'])
  const { body: check } = await editor.get(`${path}/variants/other-maker`)
  expect(check).toEqual({
    variant: 'other-maker',
    pipUrl: 'other-tap-csv',
    kept: ['user'],
    unknown: ['special'],
    problems: [{ path: 'settings.files', message: expect.stringContaining('an object') }],
    needs: [
      { names: ['files', 'user'], missing: ['files'] },
      { names: ['token'], missing: ['token'] },
    ],
    notes: [],
  })
  const change = (fields: Record<string, unknown>) => editor.post(`${path}/variant`, fields)
  const current = stored.body.revision as number
  const refused = await change({ revision: current, variant: 'other-maker' })
  expect([refused.status, refused.body.errors]).toEqual([422, check.problems])
  expect((await change({ revision: current - 1, variant: 'other-maker', dropInvalid: true })).status).toBe(
    409,
  )

  const changed = await change({ revision: current, variant: 'other-maker', dropInvalid: true })
  expect(changed.status).toBe(200)
  expect(changed.body).toMatchObject({
    ...{ id, variant: 'other-maker', pipUrl: 'other-tap-csv', bundled: false },
    ...{ installed: false, installStatus: 'none', settings: { user: 'me', special: 1 } },
    settingGroups: [['files', 'user'], ['token']],
  })
  const back = await change({ revision: changed.body.revision, variant: 'bundled' })
  expect(back.body).toMatchObject({
    ...{ id, variant: 'bundled', pipUrl: null, bundled: true, installed: true, installStatus: 'installed' },
    settings: { user: 'me', special: 1 },
  })
  expect((await editor.get(`${path}/variants/nobody`)).status).toBe(404)
  expect((await editor.get(`${path}/variants/bundled`)).status).toBe(409)
})

it('an inheriting plugin has the variant of its parent', async () => {
  const { body } = await editor.post('/api/plugins', {
    name: 'tap-csv--second',
    type: 'extractor',
    inheritFrom: 'tap-csv',
  })
  const answer = await editor.get(`/api/plugins/${body.id}/variants/other-maker`)
  expect([answer.status, answer.body.detail]).toEqual([
    409,
    expect.stringContaining('inherits from "tap-csv"'),
  ])
})
