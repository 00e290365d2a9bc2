import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ProjectElement } from '@flx/shared/projects/project-import'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parse } from 'yaml'

import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const PROJECT = `
default_environment: dev
plugins:
  extractors:
  - {name: tap-shop, namespace: tap_shop, pip_url: tap-shop, config: {region: $SHOP_REGION, key: $FLX_CONNECTOR_KEY}}
  - {name: tap-own, namespace: tap_own, pip_url: tap-own}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh}
  utilities:
  - {name: reporter, namespace: reporter, pip_url: reporter, commands: {send: send}}
environments: [{name: dev}, {name: prod}]
jobs:
- {name: nightly, tasks: [tap-shop target-wh reporter:send, tap-shop target-wh]}
- {name: reports, tasks: ['reporter:send']}
- {name: own, tasks: [tap-own target-wh]}
schedules:
- {name: every-night, interval: '0 3 * * *', job: nightly, env: {MODE: full, SIZE: 3}}
- {name: older, extractor: tap-shop, loader: target-wh, interval: '@daily'}
`
let folder: string
let server: TestServer
let admin: Client
let editor: Client
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'flx-through-')), 'acme')
  await mkdir(folder)
  await writeFile(join(folder, 'meltano.yml'), 'version: 1\n')
  server = await startTestServer({
    env: { FLX_PROJECT: folder, FLX_ROLES: 'web,scheduler', SHOP_REGION: 'eu' },
  })
  admin = await server.as('admin')
  editor = await server.as('editor')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(join(folder, '..'), { recursive: true, force: true })
})

const request = (name: string, more: object = {}) => ({
  files: [{ path: 'meltano.yml', text: PROJECT }],
  ...{ name, environment: null, variables: {}, ...more },
})
async function apply(client: Client, body: object) {
  const { fingerprint } = (await client.post('/api/projects/preview', body)).body
  return client.post('/api/projects/apply', { ...body, fingerprint })
}
const named = async (name: string) => {
  const { items } = (await editor.get(`/api/pipelines?search=${encodeURIComponent(name)}&limit=100`)).body
  const found = items.find((one: { name: string }) => one.name === name)
  return found === undefined ? undefined : (await editor.get(`/api/pipelines/${found.id}`)).body
}

it('creates one pipeline for each chosen job, and leaves out plugins that only Meltano starts', async () => {
  const through = { jobs: ['nightly', 'older', 'reports'], folder: '/srv/acme' }
  const body = request('shop', { throughMeltano: through })
  expect((await editor.post('/api/projects/preview', body)).status).toBe(403)
  const { body: preview } = await admin.post('/api/projects/preview', body)
  const elements = new Map<string, ProjectElement>(
    preview.elements.map((one: ProjectElement) => [one.key, one]),
  )
  expect(preview.throughMeltano.choices.map(({ name }: { name: string }) => name)).toEqual([
    ...['nightly', 'reports', 'own', 'older'],
  ])
  expect(elements.get('pipelines/nightly')).toMatchObject({
    outcome: 'create',
    detail: 'meltano run nightly',
    missing: ['FLX_CONNECTOR_KEY'],
  })
  expect(elements.get('extractors/tap-shop')).toMatchObject({ outcome: 'used' })
  expect(elements.get('loaders/target-wh')).toMatchObject({ outcome: 'create' })
  expect(elements.get('jobs/reports')).toMatchObject({ outcome: 'used' })

  const { body: result } = await apply(admin, body)
  expect(result.items.filter(({ outcome }: { outcome: string }) => outcome === 'error')).toEqual([])
  expect(await named('nightly')).toMatchObject({
    schedule: '0 3 * * *',
    extractor: '',
    isActive: false,
    runner: {
      ...{ kind: 'meltano', project: '/srv/acme', run: ['nightly'], environment: 'dev', executable: null },
      env: { SHOP_REGION: '$SHOP_REGION', MODE: 'full', SIZE: '3' },
    },
  })
  expect((await named('older')).runner.run).toEqual(['tap-shop', 'target-wh'])
  expect(await named('own')).toMatchObject({ extractor: 'tap-own', runner: { kind: 'own' } })
  // As chosen, for the next import.
  const { body: again } = await editor.post('/api/projects/preview', request('shop'))
  expect(again.throughMeltano).toMatchObject(through)
  expect(
    again.elements.filter(({ outcome }: ProjectElement) => ['create', 'change'].includes(outcome)),
  ).toEqual([])
})

it('passes filled-in values to Meltano as secrets, and keeps them at the next import', async () => {
  const throughMeltano = { jobs: ['filled'], folder: '/srv/acme' }
  const text = PROJECT.replaceAll('nightly', 'filled')
  const body = request('filled-in', { files: [{ path: 'meltano.yml', text }], throughMeltano })
  const value = 'of-the-review'
  const given = { ...body, variables: { FLX_CONNECTOR_KEY: value } }
  const { body: preview, text: shown } = await admin.post('/api/projects/preview', given)
  expect(shown).not.toContain('of-the-review')
  expect(preview.elements.find(({ key }: ProjectElement) => key === 'pipelines/filled')).toMatchObject({
    outcome: 'create',
    missing: [],
  })
  expect((await apply(admin, given)).status).toBe(200)
  const pipeline = await named('filled')
  expect(pipeline.isActive).toBe(true)
  expect(pipeline.runner.env).toMatchObject({ FLX_CONNECTOR_KEY: '••••••••', SHOP_REGION: '$SHOP_REGION' })
  expect(pipeline.runner.secretEnv).toEqual(['FLX_CONNECTOR_KEY'])
  for (const path of [`/api/pipelines/export?ids=${pipeline.id}`, `/api/audit?entityId=${pipeline.id}`]) {
    expect((await admin.get(path)).text).not.toContain('of-the-review')
  }
  const { body: again } = await editor.post('/api/projects/preview', { ...body, throughMeltano: null })
  expect(again.elements.find(({ key }: ProjectElement) => key === 'pipelines/filled')).toMatchObject({
    outcome: 'unchanged',
    missing: [],
  })
  // A form sends back what it was shown.
  const renamed = {
    version: pipeline.version,
    description: 'ours',
    runner: { ...pipeline.runner, secretEnv: [] },
  }
  expect((await editor.patch(`/api/pipelines/${pipeline.id}`, renamed)).body.runner).toEqual(pipeline.runner)
})

it('switches back to plugins here, and reports what remains beside it', async () => {
  const body = request('back', {
    files: [
      { path: 'meltano.yml', text: PROJECT.replaceAll('nightly', 'evening').replaceAll('older', 'late') },
    ],
  })
  const through = { jobs: 'all', folder: '/srv/acme' }
  expect((await apply(admin, { ...body, throughMeltano: through })).status).toBe(200)
  const none = { ...body, throughMeltano: { jobs: [], folder: null } }
  expect((await editor.post('/api/projects/preview', none)).status).toBe(403)
  const { body: preview } = await admin.post('/api/projects/preview', none)
  const first = preview.elements.find(({ name }: ProjectElement) => name === 'evening: tap-shop to target-wh')
  expect(first.reasons.join(' ')).toContain('"evening" was imported before and is kept here.')
  expect((await apply(admin, none)).status).toBe(200)
  expect(await named('late')).toMatchObject({ extractor: 'tap-shop', runner: { kind: 'own' } })
})

it.each([
  [{ jobs: ['nothing'], folder: '/srv/acme' }, 'throughMeltano.jobs'],
  [{ jobs: 'all', folder: null }, 'throughMeltano.folder'],
  [{ jobs: 'all', folder: 'relative' }, 'throughMeltano.folder'],
])('refuses %j', async (throughMeltano, path) => {
  const { status, text } = await admin.post('/api/projects/preview', request('refused', { throughMeltano }))
  expect(status).toBe(422)
  expect(text).toContain(path)
})

it('explains why a job that meltano run does not accept is left out', async () => {
  const text = PROJECT.replaceAll('nightly', 'every day')
  const body = request('odd', {
    files: [{ path: 'meltano.yml', text }],
    throughMeltano: { jobs: ['every day'], folder: '/srv/acme' },
  })
  const { body: preview } = await admin.post('/api/projects/preview', body)
  const job = preview.elements.find(({ key }: ProjectElement) => key === 'jobs/every day')
  expect(job).toMatchObject({ outcome: 'left-out' })
  expect(job.reasons[0]).toContain('"every day" is not the name of a job')
})

it('stays chosen for a followed folder as its files change, also for jobs that are added later', async () => {
  const write = async (text: string) => {
    await writeFile(join(folder, 'new'), text)
    await rename(join(folder, 'new'), join(folder, 'meltano.yml'))
  }
  const own = PROJECT.replaceAll(/nightly|older|own|reports/g, (name) => `${name}-here`)
    .replaceAll('tap-own-here', 'tap-own')
    .replaceAll('tap_own-here', 'tap_own')
  await write(own)
  await vi.waitFor(
    async () => expect(await named('own-here')).toMatchObject({ runner: { kind: 'own' } }),
    10_000,
  )
  const body = { files: null, name: 'acme', environment: null, variables: {} }
  const chosen = { ...body, throughMeltano: { jobs: 'all', folder: '/ignored' } }
  const { body: result } = await apply(admin, chosen)
  expect(result.items.filter(({ outcome }: { outcome: string }) => outcome === 'error')).toEqual([])
  expect(await named('own-here')).toMatchObject({
    runner: { kind: 'meltano', project: null, run: ['own-here'] },
  })
  await write(
    `${own}\nannotations: {}\n`.replace('jobs:\n', 'jobs:\n- {name: later, tasks: [tap-own target-wh]}\n'),
  )
  await vi.waitFor(
    async () => expect(await named('later')).toMatchObject({ runner: { kind: 'meltano', run: ['later'] } }),
    10_000,
  )
  // A runner named in the file itself is not an administrator's choice.
  await write(
    own.replace(
      'jobs:\n',
      'jobs:\n- {name: evil, tasks: [tap-own target-wh], annotations: {flx: {runner: {kind: meltano, run: [a], executable: /tmp/evil}}}}\n',
    ),
  )
  await vi.waitFor(async () => expect(await named('evil')).toBeDefined(), 10_000)
  expect((await named('evil')).runner.executable).toBeNull()
}, 40_000)

it('is exported as its original job, without secrets, and imports unchanged', async () => {
  const project = join(folder, '../other')
  await mkdir(project)
  await writeFile(join(project, 'meltano.yml'), PROJECT)
  const runner = { kind: 'meltano', project, env: { API_TOKEN: 'hunter2-hunter2', MODE: 'fast' } }
  const made = [
    {
      name: 'Whole job',
      schedule: '0 4 * * *',
      runner: { ...runner, run: ['nightly', 'tap-own', 'target-wh'] },
    },
    { name: 'Gone', runner: { ...runner, env: {}, project: '/nowhere', run: ['nightly', '--full-refresh'] } },
  ]
  const ids: string[] = []
  for (const body of made) ids.push((await admin.post('/api/pipelines', body)).body.id)
  const { body: exported, text } = await editor.get(`/api/meltano/export?ids=${ids.join(',')}`)
  expect(text).not.toContain('hunter2')
  const [yml, example] = exported.files.map((file: { text: string }) => file.text)
  expect(parse(yml)).toMatchObject({
    jobs: [
      { name: 'Gone', tasks: ['nightly'] },
      {
        name: 'Whole-job',
        tasks: ['tap-shop target-wh reporter:send', 'tap-shop target-wh', 'tap-own target-wh'],
        annotations: { flx: { runner: { env: { API_TOKEN: '${API_TOKEN}', MODE: 'fast' } } } },
      },
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  })
  expect(example).toContain('API_TOKEN=')
  expect(JSON.stringify(exported.notes)).toContain('could not be read')

  const body = {
    files: [{ path: 'meltano.yml', text: yml }],
    name: 'again',
    environment: null,
    variables: {},
  }
  const { body: preview } = await admin.post('/api/projects/preview', body)
  const changes = preview.elements.flatMap((element: ProjectElement) => element.changes)
  expect(changes.filter(({ secret }: { secret?: boolean }) => secret !== true)).toEqual([])
  for (const id of ids) await admin.delete(`/api/pipelines/${id}`)
  const refused = await apply(editor, { ...body, name: 'refused' })
  expect(refused.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['error', 'error'])
  await apply(admin, body)
  const whole = await named('Whole job')
  expect(whole).toMatchObject({ schedule: '0 4 * * *', runner: { project, run: made[0]?.runner.run } })
  expect((await named('Gone')).runner.run).toEqual(['nightly', '--full-refresh'])
})
