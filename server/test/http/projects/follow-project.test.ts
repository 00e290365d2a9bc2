import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const PROJECT = `
include_paths: [more/*.yml]
plugins:
  extractors:
  - {name: tap-shop, namespace: tap_shop, pip_url: tap-shop, config: {region: $SHOP_REGION}}
  - {name: tap-local, namespace: tap_local, executable: ./tap.sh}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh, config: {batch_size: 100}}
jobs: [{name: shop-orders, tasks: [tap-shop target-wh]}]
`
let folder: string
let server: TestServer
let editor: Client
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'flx-followed-')), 'acme')
  await mkdir(join(folder, 'more'), { recursive: true })
  await write(PROJECT)
  server = await startTestServer({
    env: { FLX_PROJECT: folder, FLX_ROLES: 'web,scheduler' },
  })
  editor = await server.as('editor')
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await rm(join(folder, '..'), { recursive: true, force: true })
})

/** Like git: beside the file, then in its place. */
async function write(text: string, path = 'meltano.yml'): Promise<void> {
  await writeFile(join(folder, `${path}.new`), text)
  await rename(join(folder, `${path}.new`), join(folder, path))
}
const plugin = async (name: string) =>
  (await editor.get(`/api/plugins?search=${name}`)).body.items.find(
    (one: { name: string }) => one.name === name,
  )
const batchSize = async () => (await plugin('target-wh'))?.settings.batch_size
const problem = async () => (await editor.get('/api/projects/folder')).body.folder.problem
const WITHIN = { timeout: 10_000, interval: 50 }

it('imports the folder at the start, and again when its files change', { timeout: 40_000 }, async () => {
  await vi.waitFor(async () => expect(await batchSize()).toBe(100), WITHIN)
  expect((await plugin('tap-local')).command).toEqual([join(folder, 'tap.sh')])
  expect((await editor.get('/api/projects/folder')).body.folder).toMatchObject({
    name: 'acme',
    problem: null,
  })

  await write(PROJECT.replace('batch_size: 100', 'batch_size: 200'))
  await vi.waitFor(async () => expect(await batchSize()).toBe(200), WITHIN)
  await write('schedules: [{name: h, interval: "@hourly", job: shop-orders}]', 'more/schedules.yml')
  await vi.waitFor(async () => {
    const { items } = (await editor.get('/api/pipelines?search=shop-orders')).body
    expect(items).toMatchObject([{ schedule: '@hourly' }])
  }, WITHIN)
})

it('keeps the last valid project, and reports what is wrong', { timeout: 40_000 }, async () => {
  await vi.waitFor(async () => expect(await batchSize()).toBe(100), WITHIN)
  await write('plugins: {loaders: [')
  await vi.waitFor(async () => expect(await problem()).toContain('meltano.yml, line'), WITHIN)
  expect(await batchSize()).toBe(100)
  await write(PROJECT.replace('batch_size: 100', 'batch_size: 300'))
  await vi.waitFor(async () => expect(await problem()).toBeNull(), WITHIN)
  await vi.waitFor(async () => expect(await batchSize()).toBe(300), WITHIN)
})

it(
  'imports the rest while an included file cannot be read, and changes nothing that exists here',
  {
    timeout: 40_000,
  },
  async () => {
    const included = (size: number) =>
      `plugins: {loaders: [{name: target-more, namespace: target_more, pip_url: m, config: {size: ${size}}}]}`
    await write(included(1), 'more/loader.yml')
    await vi.waitFor(async () => expect((await plugin('target-more'))?.settings).toEqual({ size: 1 }), WITHIN)

    await write(`${included(2)}\njobs: []\njobs: []\n`, 'more/loader.yml')
    await vi.waitFor(async () => expect(await problem()).toContain('more/loader.yml, line 3'), WITHIN)
    await write(
      PROJECT.replace('batch_size: 100', 'batch_size: 200').replace(
        '  loaders:\n',
        '  loaders:\n  - {name: target-new, namespace: target_new, pip_url: n}\n',
      ),
    )
    await vi.waitFor(async () => expect(await plugin('target-new')).toBeDefined(), WITHIN)
    expect((await plugin('target-more')).settings).toEqual({ size: 1 })
    expect(await batchSize()).toBe(100)
    const body = { files: null, name: 'acme', environment: null, variables: {} }
    const shown = (await editor.post('/api/projects/preview', body)).body
    expect(shown.noLongerInProject).toEqual([])
    expect(shown.elements.filter(({ name }: { name: string }) => name === 'target-more')).toMatchObject([
      { outcome: 'left-out', place: { file: 'more/loader.yml' } },
    ])

    await write(included(2), 'more/loader.yml')
    await vi.waitFor(async () => expect((await plugin('target-more')).settings).toEqual({ size: 2 }), WITHIN)
    expect(await batchSize()).toBe(200)
    expect(await problem()).toBeNull()
  },
)

it('leaves values that were edited or filled in here', { timeout: 40_000 }, async () => {
  await vi.waitFor(async () => expect(await batchSize()).toBe(100), WITHIN)
  const body = { files: null, name: 'acme', environment: null, variables: { SHOP_REGION: 'eu-of-me' } }
  const { fingerprint, variables } = (await editor.post('/api/projects/preview', body)).body
  expect(variables).toMatchObject([{ name: 'SHOP_REGION', from: 'given' }])
  expect((await editor.post('/api/projects/apply', { ...body, fingerprint })).status).toBe(200)
  const stored = await plugin('target-wh')
  const edit = { revision: stored.revision, settings: { batch_size: 7 } }
  expect((await editor.patch(`/api/plugins/${stored.id}`, edit)).status).toBe(200)

  await write(PROJECT.replace('batch_size: 100', 'batch_size: 200, mode: fast'))
  await vi.waitFor(async () => expect((await plugin('target-wh')).settings.mode).toBe('fast'), WITHIN)
  expect(await batchSize()).toBe(7)
  expect((await plugin('tap-shop')).env).toEqual({ SHOP_REGION: '••••••••' })
  const shown = (await editor.post('/api/projects/preview', { ...body, variables: {} })).body
  expect(shown.variables).toMatchObject([{ name: 'SHOP_REGION', from: 'stored' }])
  expect(shown.elements.find(({ key }: { key: string }) => key === 'loaders/target-wh')).toMatchObject({
    conflict: true,
    localEdits: [{ path: 'settings.batch_size', before: 7, after: 200 }],
  })
})

it('reads nothing outside of the folder', { timeout: 40_000 }, async () => {
  await vi.waitFor(async () => expect(await batchSize()).toBe(100), WITHIN)
  await writeFile(join(folder, '../secret.yml'), 'env: {LEAKED: "1"}')
  await symlink('../../secret.yml', join(folder, 'more/link.yml'))
  await vi.waitFor(async () => expect(await problem()).toContain('leads out of the project'), WITHIN)
  expect((await plugin('tap-shop')).env).toEqual({})
})

it('fails a start on a folder without a project', async () => {
  const env = { FLX_PROJECT: join(folder, 'more') }
  await expect(startTestServer({ env })).rejects.toThrow('where no meltano.yml can be read')
})

it('writes edits back into the files, as they were reviewed', { timeout: 40_000 }, async () => {
  const text = `# Ours\n${PROJECT.replace('batch_size: 100', "batch_size: 100, password: 'of-the-file'")}`
  await write(text)
  await vi.waitFor(
    async () => expect((await plugin('target-wh'))?.settings).toHaveProperty('password'),
    WITHIN,
  )
  const stored = await plugin('target-wh')
  const settings = { ...stored.settings, batch_size: 7, password: 'typed-in-here' }
  await editor.patch(`/api/plugins/${stored.id}`, { revision: stored.revision, settings })

  const shown = await editor.post('/api/projects/write-back/preview')
  expect(shown.body).toMatchObject({
    changes: [
      {
        key: 'loaders/target-wh',
        place: { file: 'meltano.yml', line: 9 },
        path: 'settings.batch_size',
        before: 100,
        after: 7,
      },
    ],
    unwritten: [{ path: 'settings.password', reason: expect.stringContaining('secret') }],
  })
  expect(shown.text).not.toMatch(/of-the-file|typed-in-here/)
  const { fingerprint } = shown.body
  await write(`${text}# Edited meanwhile\n`)
  expect((await editor.post('/api/projects/write-back', { fingerprint })).status).toBe(409)
  await write(text)
  const done = await editor.post('/api/projects/write-back', { fingerprint })
  expect(done.body).toEqual({ files: ['meltano.yml'] })
  expect(await readFile(join(folder, 'meltano.yml'), 'utf8')).toBe(
    text.replace('batch_size: 100', 'batch_size: 7'),
  )
  expect((await editor.post('/api/projects/write-back/preview')).body.changes).toEqual([])
  expect((await (await server.as('viewer')).post('/api/projects/write-back', { fingerprint })).status).toBe(
    403,
  )
})

const stateOf = async (name: string) => {
  const { items } = (await editor.get(`/api/pipelines?search=${name}`)).body
  if (items.length === 0) return undefined
  return (await editor.get(`/api/pipelines/${items[0].id}/state`)).body?.value ?? null
}

it("continues once from Meltano's state, or explains why it cannot", { timeout: 40_000 }, async () => {
  const keep = async (stateId: string, id: number) => {
    await mkdir(join(folder, 'state', stateId), { recursive: true })
    const document = { completed: { singer_state: { bookmarks: { orders: { id } } } }, partial: {} }
    await writeFile(join(folder, 'state', stateId, 'state.json'), JSON.stringify(document))
  }
  await vi.waitFor(async () => expect(await batchSize()).toBe(100), WITHIN)
  expect(await stateOf('shop-orders')).toBeNull()
  await keep('dev:tap-shop-to-target-wh', 5)
  const own = `${PROJECT}default_environment: dev\nenvironments: [{name: dev}]\n`
  const second = own.replace('jobs: [', 'jobs: [{name: second, tasks: [tap-shop target-wh]}, ')

  await write(`${second}state_backend.uri: snowflake://me:hidden@x\n`)
  await vi.waitFor(async () => {
    const { folder: shown } = (await editor.get('/api/projects/folder')).body
    expect(shown.statesProblem).toContain('kept in snowflake, which is not read here')
    expect(shown.notInstalled.map(({ name }: { name: string }) => name)).toEqual(['tap-shop', 'target-wh'])
  }, WITHIN)
  const third = second.replace('jobs: [', 'jobs: [{name: third, tasks: [tap-shop target-wh]}, ')
  await write(`${third}state_backend.uri: file://${folder}/state\n`)
  await vi.waitFor(
    async () => expect(await stateOf('third')).toEqual({ bookmarks: { orders: { id: 5 } } }),
    WITHIN,
  )
  const { folder: shown } = (await editor.get('/api/projects/folder')).body
  expect(shown.statesProblem).toBeNull()
  // Pipelines that existed before keep their state.
  expect(await stateOf('shop-orders')).toBeNull()
})
