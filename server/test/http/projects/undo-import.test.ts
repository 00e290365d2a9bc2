import type { ImportUndo, ImportUndoResult } from '@flx/shared/projects/project-import'
import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let editor: Client
beforeAll(async () => {
  server = await startTestServer()
  editor = await server.as('editor')
})
afterAll(() => server[Symbol.asyncDispose]())

const PROJECT = `
plugins:
  extractors:
  - {name: tap-undo, namespace: tap_undo, pip_url: tap-undo, config: {rows: 1, token: $UNDO_TOKEN}}
  - {name: tap-undo--heir, inherit_from: tap-undo}
  loaders: [{name: target-undo, namespace: target_undo, pip_url: target-undo}]
jobs:
- {name: undo-a, tasks: [tap-undo target-undo]}
- {name: undo-b, tasks: [tap-undo--heir target-undo]}
schedules: [{name: a, job: undo-a, interval: '@daily'}]
`
const request = (text: string, more: object = {}) => ({
  files: [{ path: 'meltano.yml', text }],
  name: 'undone',
  environment: null,
  variables: { UNDO_TOKEN: 'token-of-the-first-import' },
  ...more,
})
async function importing(text: string, more: object = {}): Promise<{ projectId: string; items: unknown[] }> {
  const body = request(text, more)
  const { fingerprint } = (await editor.post('/api/projects/preview', body)).body
  const { status, body: done } = await editor.post('/api/projects/apply', { ...body, fingerprint })
  expect(status).toBe(200)
  return done
}
const pipelineNamed = async (name: string) =>
  (await editor.get(`/api/pipelines?search=${name}`)).body.items.find(
    (one: { name: string }) => one.name === name,
  )
const pluginNamed = async (name: string) =>
  (await editor.get(`/api/plugins?search=${name}`)).body.items.find(
    (one: { name: string }) => one.name === name,
  )
const shown = async (projectId: string): Promise<ImportUndo> =>
  (await editor.get(`/api/projects/${projectId}/undo`)).body
async function undo(projectId: string): Promise<[string, boolean, string | null][]> {
  const { importedAt } = await shown(projectId)
  const { status, body } = await editor.post(`/api/projects/${projectId}/undo`, { importedAt })
  expect(status).toBe(200)
  return (body as ImportUndoResult).items.map(({ name, undone, message }) => [name, undone, message])
}

it('undoes what was created, and keeps what changed since, with the reason', async () => {
  const { projectId } = await importing(PROJECT, { timezone: 'Asia/Tokyo' })
  expect(await pipelineNamed('undo-a')).toMatchObject({ schedule: '@daily', timezone: 'Asia/Tokyo' })
  expect((await editor.get('/api/projects')).body.items).toMatchObject([{ progress: { done: 5, total: 5 } }])
  const { id, version } = await pipelineNamed('undo-b')
  expect((await editor.patch(`/api/pipelines/${id}`, { version, owner: 'Ada' })).status).toBe(200)

  expect((await shown(projectId)).items).toEqual([
    expect.objectContaining({
      name: 'undo-b',
      problem: 'It has changed since the import, so it is kept.',
    }),
    expect.objectContaining({ name: 'undo-a', outcome: 'created', problem: null }),
    expect.objectContaining({ name: 'tap-undo--heir' }),
    expect.objectContaining({ name: 'target-undo' }),
    expect.objectContaining({ name: 'tap-undo' }),
  ])
  expect(await undo(projectId)).toEqual([
    ['undo-b', false, 'It has changed since the import, so it is kept.'],
    ['undo-a', true, null],
    ['tap-undo--heir', false, expect.stringContaining('pipeline "undo-b" uses it')],
    ['target-undo', false, expect.stringContaining('pipeline "undo-b" uses it')],
    ['tap-undo', false, expect.stringContaining('"tap-undo--heir" inherits from it')],
  ])
  expect(await pipelineNamed('undo-a')).toBeUndefined()

  // What stays can be tried again once the obstacle is gone.
  expect((await editor.delete(`/api/pipelines/${id}`)).status).toBe(204)
  expect((await undo(projectId)).every(([, undone]) => undone)).toBe(true)
  expect(await pluginNamed('tap-undo')).toBeUndefined()
  expect((await shown(projectId)).items).toEqual([])
})

it('restores changed objects to their earlier values, secrets too, for the next import to change', async () => {
  await importing(PROJECT)
  const next = PROJECT.replace('rows: 1', 'rows: 2').replace('@daily', '@hourly')
  const { projectId } = await importing(next, { variables: { UNDO_TOKEN: 'token-of-the-second-import' } })
  expect(await pluginNamed('tap-undo')).toMatchObject({ settings: { rows: 2 } })
  expect(await undo(projectId)).toEqual([
    ['undo-a', true, null],
    ['tap-undo', true, null],
  ])
  expect(await pipelineNamed('undo-a')).toMatchObject({ schedule: '@daily' })
  const plugin = await pluginNamed('tap-undo')
  expect(plugin.settings).toMatchObject({ rows: 1 })
  expect(JSON.stringify(plugin)).not.toMatch(/token-of-the/)
  const again = (await editor.post('/api/projects/preview', request(next))).body
  expect(again.elements.find(({ key }: { key: string }) => key === 'extractors/tap-undo')).toMatchObject({
    outcome: 'change',
    localEdits: [],
  })
})

it('refuses an import other than the reviewed one, and users without permission', async () => {
  const { projectId } = await importing(PROJECT)
  const { importedAt } = await shown(projectId)
  const stale = await editor.post(`/api/projects/${projectId}/undo`, { importedAt: `${importedAt}x` })
  expect([stale.status, JSON.stringify(stale.body)]).toEqual([
    409,
    expect.stringContaining('imported again in the meantime'),
  ])
  const operator = await server.as('operator')
  expect((await operator.get(`/api/projects/${projectId}/undo`)).status).toBe(403)
  expect((await operator.post(`/api/projects/${projectId}/undo`, { importedAt })).status).toBe(403)
  const { status, text } = await editor.post(
    '/api/projects/preview',
    request(PROJECT, { timezone: 'Nowhere' }),
  )
  expect([status, text]).toEqual([422, expect.stringContaining('is not a time zone')])
})
