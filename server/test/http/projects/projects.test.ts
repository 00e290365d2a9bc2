import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { ProjectElement } from '@flx/shared/projects/project-import'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { EVERYTHING } from '../../support/sweep.ts'

let server: TestServer
let editor: Client
let viewer: Client
beforeAll(async () => {
  server = await startTestServer()
  editor = await server.as('editor')
  viewer = await server.as('viewer')
})
afterAll(() => server[Symbol.asyncDispose]())

const PROJECT = `
default_environment: dev
plugins:
  extractors:
  - name: tap-shop
    namespace: tap_shop
    pip_url: tap-shop==1.0
    settings: [{name: api_key, kind: password}, {name: account}]
    config: {start_date: '2024-01-01', account: $SHOP_ACCOUNT, region: $SHOP_REGION}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh, config: {batch_size: 100, dsn: 'pg://me:letmein-db@h/d'}}
environments: [{name: dev}, {name: prod, config: {plugins: {loaders: [{name: target-wh, config: {batch_size: 9}}]}}}]
jobs:
- {name: shop-orders, tasks: [tap-shop target-wh]}
- {name: shop-twice, tasks: [tap-shop target-wh, tap-shop target-wh]}
schedules: [{name: hourly, interval: '@hourly', job: shop-orders}]
`
const ENV = 'TAP_SHOP_API_KEY=hunter2-of-env\nSHOP_ACCOUNT=acc-4711-of-env\n'

function request(text: string, more: Record<string, unknown> = {}) {
  const files = [
    { path: 'meltano.yml', text },
    { path: '.env', text: ENV },
  ]
  return { files, name: 'shop', environment: null, variables: {}, ...more }
}
const preview = async (body: object) => (await editor.post('/api/projects/preview', body)).body
async function apply(body: object, more: object = {}) {
  const { fingerprint } = await preview(body)
  return editor.post('/api/projects/apply', { ...body, fingerprint, ...more })
}
const outcomes = ({ elements }: { elements: ProjectElement[] }) =>
  Object.fromEntries(elements.map(({ key, outcome }) => [key, outcome]))
const idOf = async (name: string) =>
  (await viewer.get(`/api/pipelines?search=${name}`)).body.items.find(
    (one: { name: string }) => one.name === name,
  )?.id
const pluginNamed = async (name: string) =>
  (await viewer.get(`/api/plugins?search=${name}`)).body.items.find(
    (one: { name: string }) => one.name === name,
  )

it('previews an import, and applies it as it was reviewed', async () => {
  const body = request(PROJECT)
  const shown = await editor.post('/api/projects/preview', body)
  expect(shown.status).toBe(200)
  expect(outcomes(shown.body)).toMatchObject({
    'extractors/tap-shop': 'create',
    'loaders/target-wh': 'create',
    'pipelines/shop-orders': 'create',
    'pipelines/shop-twice/tap-shop to target-wh 2': 'create',
    'schedules/hourly': 'used',
    'environments/prod': 'left-out',
  })
  expect(shown.body.variables).toContainEqual({
    name: 'SHOP_REGION',
    place: null,
    from: null,
    usedBy: ['extractors/tap-shop'],
  })
  expect(await pluginNamed('tap-shop')).toBeUndefined()

  const done = await apply(body, { skip: ['pipelines/shop-twice/tap-shop to target-wh 2'] })
  expect(
    done.body.items.map(({ name, outcome }: { name: string; outcome: string }) => [name, outcome]),
  ).toEqual([
    ['tap-shop', 'created'],
    ['target-wh', 'created'],
    ['shop-orders', 'created'],
    ['shop-twice: tap-shop to target-wh', 'created'],
    ['shop-twice: tap-shop to target-wh 2', 'skipped'],
  ])
  const pipeline = (await viewer.get(`/api/pipelines/${await idOf('shop-orders')}`)).body
  expect(pipeline).toMatchObject({ schedule: '@hourly', isActive: false, timezone: 'UTC' })
  expect(await pluginNamed('tap-shop')).toMatchObject({
    installed: false,
    installStatus: 'none',
    pipUrl: 'tap-shop==1.0',
    settings: { start_date: '2024-01-01', api_key: { $secret: true }, region: '$SHOP_REGION' },
    env: { SHOP_ACCOUNT: '••••••••' },
  })
  const origin = await viewer.get(`/api/projects/origins/${pipeline.id}`)
  expect(origin.body.origin).toMatchObject({
    project: { name: 'shop', source: 'upload' },
    place: { file: 'meltano.yml', line: 14 },
    fields: expect.arrayContaining(['loader', 'schedule']),
  })
  expect((await viewer.get('/api/projects')).body.items).toMatchObject([
    { name: 'shop', environment: 'dev', importedBy: 'The editor' },
  ])
  const audit = await (await server.as('admin')).get('/api/audit?entityType=project')
  expect(audit.body.items).toMatchObject([{ action: 'import', entityName: 'shop' }])
  for (const { text } of [shown, done, origin]) expect(text).not.toMatch(/hunter2|acc-4711|letmein/)
})

it('changes nothing when it is imported again, and shows what changed since', async () => {
  const body = request(PROJECT, { variables: { SHOP_REGION: 'eu-filled-in' } })
  await apply(body)
  const again = await preview(body)
  expect(new Set(Object.values(outcomes(again)))).toEqual(new Set(['unchanged', 'used', 'left-out']))
  expect((await apply(body)).body.items).toEqual([])

  const changed = request(
    PROJECT.replace('batch_size: 100', 'batch_size: 200').replace('@hourly', '0 */3 * * *'),
    { variables: { SHOP_REGION: 'eu-filled-in' } },
  )
  const shown = await preview(changed)
  const of = (key: string) => shown.elements.find((one: ProjectElement) => one.key === key)
  expect(of('loaders/target-wh')).toMatchObject({
    outcome: 'change',
    changes: [{ path: 'settings.batch_size', before: 100, after: 200 }],
  })
  expect(of('pipelines/shop-orders').changes).toEqual([
    { path: 'schedule', before: '@hourly', after: '0 */3 * * *' },
  ])
  expect(JSON.stringify(shown)).not.toMatch(/hunter2|acc-4711|letmein|eu-filled-in/)
  expect((await pluginNamed('tap-shop')).env).toEqual({
    SHOP_ACCOUNT: '••••••••',
    SHOP_REGION: '••••••••',
  })
})

it('keeps edits made here until the project takes precedence', async () => {
  const stored = await pluginNamed('target-wh')
  await editor.patch(`/api/plugins/${stored.id}`, {
    revision: stored.revision,
    settings: { ...stored.settings, batch_size: 7 },
  })
  const body = request(PROJECT, { variables: { SHOP_REGION: 'eu-filled-in' } })
  const shown = await preview(body)
  expect(shown.elements.find((one: ProjectElement) => one.key === 'loaders/target-wh')).toMatchObject({
    outcome: 'unchanged',
    localEdits: [{ path: 'settings.batch_size', before: 7, after: 100 }],
  })
  expect((await apply(body)).body.items).toEqual([])
  expect((await pluginNamed('target-wh')).settings.batch_size).toBe(7)
  const done = await apply(body, { overwrite: ['loaders/target-wh'] })
  expect(done.body.items).toMatchObject([{ name: 'target-wh', outcome: 'changed' }])
  expect((await pluginNamed('target-wh')).settings.batch_size).toBe(100)
})

it('applies nothing that was not reviewed', async () => {
  const body = request(PROJECT)
  const { fingerprint } = await preview(body)
  const other = { ...request(PROJECT.replace('batch_size: 100', 'batch_size: 101')), fingerprint }
  expect((await editor.post('/api/projects/apply', other)).status).toBe(409)
  const stored = await pluginNamed('target-wh')
  await editor.patch(`/api/plugins/${stored.id}`, { revision: stored.revision, description: 'Edited' })
  expect((await editor.post('/api/projects/apply', { ...body, fingerprint })).status).toBe(409)
})

it('leaves the objects of another project alone', async () => {
  const shown = await preview(request(PROJECT, { name: 'other shop' }))
  expect(outcomes(shown)).toMatchObject({
    'extractors/tap-shop': 'left-out',
    'pipelines/shop-orders': 'left-out',
  })
})

it('reads no file of the server, whatever the paths say', async () => {
  const text = 'include_paths: [/etc/*, ../../*, ./**/*.yml]\n'
  const files = [
    { path: 'meltano.yml', text },
    { path: '/etc/passwd', text: 'plugins: {extractors: [{name: tap-a}]}' },
    { path: '../../x.yml', text: 'plugins: {extractors: [{name: tap-b}]}' },
  ]
  const shown = await preview({ files, name: 'x', environment: null })
  expect(shown.elements).toEqual([])
  const folder = await editor.post('/api/projects/preview', { files: null, name: 'x', environment: null })
  expect(folder).toMatchObject({ status: 422 })
  expect((await viewer.get('/api/projects/folder')).body).toEqual({ folder: null })
})

it('is for editors, and says where a file is wrong', async () => {
  expect((await viewer.post('/api/projects/preview', request(PROJECT))).status).toBe(403)
  const broken = await editor.post('/api/projects/preview', request('jobs: [\nplugins: {'))
  expect(broken.status).toBe(422)
  expect(broken.body.detail).toContain('meltano.yml, line')
})

const FOLDER = resolve(import.meta.dirname, '../../../../../shared/meltano-projects')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.yml')) : []
const tried = EVERYTHING ? names : names.slice(0, 1)

describe.skipIf(names.length === 0)('real projects (skipped where their folder is absent)', () => {
  it.each(tried)('imports %s, and a second import changes nothing', { timeout: 30_000 }, async (name) => {
    await using own = await startTestServer()
    const client = await own.as('editor')
    const files = [{ path: 'meltano.yml', text: readFileSync(join(FOLDER, name), 'utf8') }]
    const body = { files, name, environment: null }
    const shown = (await client.post('/api/projects/preview', body)).body
    const wanted = shown.elements.filter(({ outcome }: ProjectElement) => outcome === 'create')
    expect(
      shown.elements
        .filter(({ outcome }: ProjectElement) => outcome === 'error')
        .map(({ key, reasons }: ProjectElement) => [key, reasons]),
    ).toEqual([])
    const done = await client.post('/api/projects/apply', { ...body, fingerprint: shown.fingerprint })
    expect(
      done.body.items.map(({ key, outcome, message }: Record<string, string>) => [key, outcome, message]),
    ).toEqual(expect.arrayContaining(wanted.map(({ key }: ProjectElement) => [key, 'created', null])))
    const again = (await client.post('/api/projects/preview', body)).body
    expect(
      again.elements.filter(({ outcome }: ProjectElement) => !/unchanged|used|left-out/.test(outcome)),
    ).toEqual([])
  })
})

it('shows a mapping as installed when its mapper is', async () => {
  const body = {
    files: [
      {
        path: 'meltano.yml',
        text: 'plugins: {mappers: [{name: a-mapper, namespace: m, pip_url: a-mapper, mappings: [{name: hide-names}]}]}',
      },
    ],
    name: 'mapped',
    environment: null,
    variables: {},
  }
  expect((await apply(body)).status).toBe(200)
  expect(await pluginNamed('hide-names')).toMatchObject({ installed: false, installStatus: 'none' })
  const names = async (installed: boolean) =>
    (await viewer.get(`/api/plugins?search=hide-names&installed=${installed}`)).body.items.length
  expect([await names(true), await names(false)]).toEqual([0, 1])
})
