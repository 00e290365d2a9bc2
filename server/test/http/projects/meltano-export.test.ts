import { afterAll, beforeAll, expect, it } from 'vitest'

import { readProject } from '../../../src/domain/projects/read-project.ts'
import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'

let server: TestServer
let editor: Client
beforeAll(async () => {
  server = await startTestServer()
  editor = await server.as('editor')
  await registerStubPlugins(editor)
})
afterAll(() => server[Symbol.asyncDispose]())

it('exports the chosen pipelines with their plugins, and never a secret', async () => {
  await editor.post('/api/plugins', {
    name: 'tap-secret',
    type: 'extractor',
    pipUrl: 'git+https://me:gh-letmein@example.com/tap.git',
    settingDefinitions: [
      { name: 'token', kind: 'password' },
      { name: 'key', kind: 'password' },
    ],
    settings: {
      token: 'tok-letmein',
      key: '$SHOP_API_KEY',
      url: 'pg://me:url-letmein@h/d',
      look: '$LOOKSLIKE1',
    },
    env: { SHOP_PASSWORD: 'env-letmein', REGION: 'eu' },
  })
  const one = await createStubPipeline(editor, {
    name: 'one',
    extractor: 'tap-secret',
    config: { 'tap-secret': { token: 'own-letmein' } },
  })
  const two = await createStubPipeline(editor, { name: 'two', after: one.id })
  const gone = await createStubPipeline(editor, { name: 'gone' })
  await editor.delete(`/api/pipelines/${gone.id}`)

  const { body, text } = await editor.get(`/api/meltano/export?ids=${one.id},${gone.id}&environment=dev`)
  expect(text).not.toContain('letmein')
  const project = readProject(body.files)
  expect(project.jobs.map(({ name }) => name)).toEqual(['one'])
  expect(project.plugins.map(({ name }) => name)).toEqual(['tap-secret', 'tap-secret--one', 'target-stub'])
  expect(project.plugins[0]).toMatchObject({
    pipUrl: '${TAP_SECRET_PIP_URL}',
    config: {
      token: '${TAP_SECRET_TOKEN}',
      key: '$SHOP_API_KEY',
      url: '${TAP_SECRET_URL}',
      look: '$LOOKSLIKE1',
    },
    env: { REGION: 'eu' },
  })
  expect(project.settings.get('default_environment')?.value).toBe('dev')
  expect(body.files[1].text.match(/^\w+=$/gm)).toEqual([
    'LOOKSLIKE1=',
    'SHOP_API_KEY=',
    'SHOP_PASSWORD=',
    'TAP_SECRET_PIP_URL=',
    'TAP_SECRET_TOKEN=',
    'TAP_SECRET_URL=',
    'TAP_SECRET__ONE_TOKEN=',
  ])

  const all = readProject((await editor.get('/api/meltano/export?allPlugins=true')).body.files)
  expect(all.jobs.map(({ name }) => name)).toEqual(['one', 'two', 'one--and-after'])
  expect(all.plugins.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['tap-stub', 'map-stub', 'sql-stub']),
  )
  const found = readProject((await editor.get('/api/meltano/export?search=two')).body.files)
  expect(found.jobs.map(({ name, annotations }) => [name, annotations])).toEqual([['two', {}]])
  expect(two.version).toBe(1)
})

it('refuses an environment name that Meltano does not allow, and users below editor', async () => {
  expect((await editor.get('/api/meltano/export?environment=a:b')).status).toBe(422)
  expect((await (await server.as('operator')).get('/api/meltano/export')).status).toBe(403)
})
