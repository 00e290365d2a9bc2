import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { FoundStates } from '@flx/shared/projects/state-backend'
import { afterAll, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { editor, admin } = await serverForFile(['editor', 'admin'], { stubPlugins: true })
const folder = await mkdtemp(join(tmpdir(), 'flx-project-states-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const backend = { kind: 'folder', path: folder }
const fileOf = (stateId: string) => join(folder, stateId, 'state.json')
async function put(stateId: string, document: unknown): Promise<void> {
  await mkdir(join(folder, stateId), { recursive: true })
  await writeFile(fileOf(stateId), typeof document === 'string' ? document : JSON.stringify(document))
}
const kept = (bookmarks: unknown, partial: unknown = {}) => ({
  completed: { singer_state: { bookmarks } },
  partial,
})
const find = async (environment: string | null = 'dev'): Promise<FoundStates> => {
  const { status, body } = await admin.post('/api/meltano/states/find', { backend, environment })
  expect(status).toBe(200)
  return body
}
const stateOf = async (stateId: string) => {
  const state = (await find()).states.find((one) => one.stateId === stateId)
  if (state === undefined) throw new Error(`There is no ${stateId}.`)
  return state
}
const take = async (stateId: string, pipelineId: string, version: number, fingerprint?: string) => {
  const seen = fingerprint ?? (await stateOf(stateId)).fingerprint
  const states = [{ stateId, pipelineId, version, fingerprint: seen }]
  return (await admin.post('/api/meltano/states/import', { backend, states })).body.items[0]
}

it('imports a state after a review, merged as Meltano does, and undoes it', async () => {
  const { id } = await createStubPipeline(editor, { name: 'one' })
  await put(
    'dev:tap-stub-to-target-stub',
    kept({ a: { id: 1 }, b: { id: 2 } }, { singer_state: { bookmarks: { b: { id: 9 } } } }),
  )
  await put('prod:tap-stub-to-target-stub', kept({ a: { id: 7 } }))
  await put('dev:other-to-target', kept({ a: 1 }))
  await put('broken', 'letmein')
  await put('empty', { completed: {}, partial: {} })

  const { states, environments, unwritten } = await find()
  expect(environments).toEqual(['dev', 'prod'])
  expect(unwritten).toEqual([])
  expect(
    states.map(({ stateId, pipelineId, streams, problem }) => [stateId, pipelineId, streams, problem]),
  ).toEqual([
    ['broken', null, null, 'This is not a Meltano state.'],
    ['dev:other-to-target', null, 1, null],
    ['dev:tap-stub-to-target-stub', id, 2, null],
    ['empty', null, null, expect.stringMatching(/not a state|no bookmark/)],
    ['prod:tap-stub-to-target-stub', null, 1, null],
  ])
  expect(JSON.stringify(states)).not.toContain('letmein')
  expect(states[4]?.candidates).toEqual([{ id, name: 'one' }])

  expect(await take('dev:tap-stub-to-target-stub', id, 0)).toMatchObject({ outcome: 'done', version: 1 })
  const url = `/api/pipelines/${id}/state`
  expect((await editor.get(url)).body).toMatchObject({
    version: 1,
    source: 'import',
    value: { bookmarks: { a: { id: 1 }, b: { id: 9 } } },
  })
  expect(await take('dev:tap-stub-to-target-stub', id, 1)).toMatchObject({ outcome: 'unchanged' })

  expect((await stateOf('prod:tap-stub-to-target-stub')).comparison).toEqual({
    added: 0,
    changed: 1,
    unchanged: 0,
    removed: 1,
  })
  const compare = { backend, stateId: 'prod:tap-stub-to-target-stub', pipelineId: id }
  expect((await admin.post('/api/meltano/states/compare', compare)).body.changes).toContainEqual({
    path: 'bookmarks.a.id',
    before: 1,
    after: 7,
  })
  expect(await take('prod:tap-stub-to-target-stub', id, 1)).toMatchObject({ version: 2 })
  await editor.post(`${url}/restore`, { restoreVersion: 1 })
  expect((await editor.get(url)).body.value).toEqual({ bookmarks: { a: { id: 1 }, b: { id: 9 } } })
  const audit = await admin.get(`/api/audit?entityId=${id}&action=set-state`)
  expect(audit.body.items).toHaveLength(3)
})

it('replaces nothing that changed since the review, there or here, and blocks no other', async () => {
  const { id } = await createStubPipeline(editor, { name: 'two', extractor: 'tap-stub' })
  await put('two', kept({ a: 1 }))
  const { fingerprint } = await stateOf('two')
  expect((await stateOf('two')).candidates).toEqual([{ id, name: 'two' }])
  await put('two', kept({ a: 2 }))
  expect(await take('two', id, 0, fingerprint)).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('changed in Meltano'),
  })
  await editor.send('PUT', `/api/pipelines/${id}/state`, { value: { bookmarks: { a: 5 } } })
  expect(await take('two', id, 0)).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('changed in the meantime'),
  })
  await editor.post(`/api/pipelines/${id}/execute`, {})
  expect(await take('two', id, 1)).toMatchObject({
    outcome: 'error',
    message: expect.stringContaining('while an execution is'),
  })
  expect(await take('broken', id, 1)).toMatchObject({
    outcome: 'error',
    message: 'This is not a Meltano state.',
  })
})

it('writes a state back where Meltano finds it, and only over the reviewed one', async () => {
  const { id } = await createStubPipeline(editor, {
    name: 'three',
    loader: 'target-stub',
    extractor: 'tap-stub',
  })
  await editor.send('PUT', `/api/pipelines/${id}/state`, {
    text: '{"bookmarks": {"a": {"id": 12345678901234567890}}}',
  })
  const write = async (stateId: string, fingerprint: string | null) =>
    (
      await admin.post('/api/meltano/states/write', {
        backend,
        states: [{ pipelineId: id, stateId, fingerprint }],
      })
    ).body.items[0]
  expect(await write('test:tap-stub-to-target-stub', null)).toMatchObject({
    outcome: 'done',
    pipelineName: 'three',
  })
  const written = await readFile(fileOf('test:tap-stub-to-target-stub'), 'utf8')
  expect(written).toBe(
    '{"completed": {"singer_state": {"bookmarks": {"a": {"id": 12345678901234567890}}}}, "partial": {}}',
  )
  expect(await write('test:tap-stub-to-target-stub', null)).toMatchObject({ outcome: 'error' })
  expect(await write('broken', (await stateOf('broken')).fingerprint)).toMatchObject({ outcome: 'error' })
  expect(await readFile(fileOf('broken'), 'utf8')).toBe('letmein')
})

it('names the pipelines whose state Meltano does not have', async () => {
  await editor.post('/api/plugins', {
    name: 'tap-only',
    type: 'extractor',
    command: ['true'],
    capabilities: ['state'],
  })
  const { id } = await createStubPipeline(editor, { name: 'four', extractor: 'tap-only' })
  await editor.send('PUT', `/api/pipelines/${id}/state`, { value: { bookmarks: { a: 1 } } })
  expect((await find('prod')).unwritten).toContainEqual({
    id,
    name: 'four',
    stateId: 'prod:tap-only-to-target-stub',
    pipelineState: { version: 1, createdAt: expect.any(String) },
  })
})

it('is for administrators, and reveals nothing stored elsewhere', async () => {
  expect((await editor.post('/api/meltano/states/find', { backend, environment: null })).status).toBe(403)
  const elsewhere = await admin.post('/api/meltano/states/find', {
    backend: { kind: 'sqlite', path: '/etc/passwd' },
    environment: null,
  })
  expect(elsewhere.status).toBe(503)
  expect(elsewhere.text).not.toContain('root')
  const relative = { backend: { kind: 'folder', path: 'files' }, environment: null }
  expect((await admin.post('/api/meltano/states/find', relative)).status).toBe(422)
})
