import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import type { PipelineRecord, PluginRecord } from '../../../src/domain/core/records.ts'
import { planImport, type Here, type ImportPlan } from '../../../src/domain/projects/import/plan-import.ts'
import {
  representProject,
  type RepresentOptions,
} from '../../../src/domain/projects/import/represent-project.ts'
import type { Represented } from '../../../src/domain/projects/import/represented.ts'
import { readProject } from '../../../src/domain/projects/read-project.ts'

const OPTIONS: RepresentOptions = {
  environment: null,
  variables: {},
  serverVariables: [],
  folder: null,
  here: [],
}
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const NOTHING: Here = {
  plugins: [],
  pipelines: [],
  namesBefore: new Map(),
  origins: new Map(),
  otherProjects: new Map(),
  hash,
}

function represent(text: string, options: Partial<RepresentOptions> = {}, env = ''): Represented {
  const files = [
    { path: 'meltano.yml', text },
    { path: '.env', text: env },
  ]
  return representProject(readProject(files), { ...OPTIONS, ...options })
}

/** What is here when a plan was carried out. */
function applied({ plugins, pipelines }: ImportPlan): Here {
  const storedPlugins = plugins.map(
    ({ next, wanted }) => ({ ...next, id: `id of ${wanted.key}`, bundled: false }) as unknown as PluginRecord,
  )
  const ids = new Map(pipelines.map(({ wanted }) => [wanted.name, `id of ${wanted.key}`]))
  const storedPipelines = pipelines.map(
    ({ next, wanted }) =>
      ({
        ...next,
        id: `id of ${wanted.key}`,
        after: ids.get(next.after ?? '') ?? null,
      }) as unknown as PipelineRecord,
  )
  const origins = [...plugins, ...pipelines].map(({ wanted, claims }) => ({
    key: wanted.key,
    type: 'type' in wanted ? ('plugin' as const) : ('pipeline' as const),
    entityId: `id of ${wanted.key}`,
    ...wanted.place,
    claims,
  }))
  return {
    ...NOTHING,
    plugins: storedPlugins,
    pipelines: storedPipelines,
    namesBefore: new Map([...ids].map(([name, id]) => [id, name])),
    origins: new Map(origins.map((origin) => [origin.key, origin])),
  }
}

const PROJECT = `
project_id: shop
default_environment: dev
env: {REGION: eu}
plugins:
  extractors:
  - name: tap-shop
    variant: acme
    pip_url: tap-shop==1.0
    settings: [{name: api_key, kind: password}, {name: start_date}, {name: url}]
    config: {start_date: '2024-01-01', url: 'https://\${REGION}.example.com/$SHOP'}
    select: ['orders.*']
  - {name: tap-shop--us, inherit_from: tap-shop, config: {start_date: '2025-01-01'}}
  - {name: tap-local, namespace: tap_local, executable: ./tap.sh}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh, config: {batch_size: 100}}
  mappers:
  - name: map-it
    namespace: map_it
    pip_url: map-it
    mappings: [{name: hide-pii, config: {stream_maps: {users: {email: md5(email)}}}}]
  utilities:
  - {name: dbt-postgres, variant: dbt-labs, pip_url: dbt-core dbt-postgres}
  - {name: superset, namespace: superset, pip_url: apache-superset}
environments:
- name: dev
- name: prod
  config: {plugins: {loaders: [{name: target-wh, config: {batch_size: 5000}}]}}
jobs:
- {name: orders, tasks: ['tap-shop hide-pii target-wh dbt-postgres:run']}
- {name: nightly, tasks: [tap-shop target-wh, [tap-shop--us target-wh, dbt-postgres:build], 'superset:report']}
- {name: models, tasks: ['dbt-postgres:run']}
- {name: local, tasks: [tap-local target-wh]}
schedules:
- {name: hourly, interval: '@hourly', job: orders, env: {TAP_SHOP_START_DATE: '2026-01-01', OTHER: x}}
- {name: again, interval: '@daily', job: orders}
- {name: adhoc, interval: '@once', job: nightly}
- {name: old, interval: 0 6 * * *, extractor: tap-shop, loader: target-wh, transform: run, start_date: 2020-01-01}
`

describe('a project in our terms', () => {
  const project = represent(PROJECT, {}, 'SHOP=berlin\nTAP_SHOP_API_KEY=s3cret-k3y\n')
  const plugin = (name: string) => project.plugins.find((one) => one.name === name)
  const pipeline = (name: string) => project.pipelines.find((one) => one.name === name)
  const other = (key: string) => project.others.find((one) => one.key === key)

  it('makes one pipeline of a job with an extractor, a mapping, a loader and dbt', () => {
    expect(pipeline('orders')).toMatchObject({
      extractor: 'tap-shop',
      mappers: ['hide-pii'],
      loader: 'target-wh',
      transform: 'dbt-postgres:run',
      schedule: '@hourly',
      after: null,
      stateId: 'dev:tap-shop-to-target-wh',
      config: { 'tap-shop': { start_date: '2026-01-01' } },
    })
    expect(other('schedules/hourly/env/OTHER')?.outcome).toBe('left-out')
  })

  it('chains the pipelines of a job with several blocks, in order', () => {
    expect(pipeline('nightly: tap-shop to target-wh')).toMatchObject({ after: null })
    expect(pipeline('nightly: tap-shop--us to target-wh')).toMatchObject({
      after: 'nightly: tap-shop to target-wh',
      transform: 'dbt-postgres:build',
    })
    expect(other('jobs/nightly/2/superset:report')?.reason).toContain('Keep it in Meltano')
  })

  it('gives mappings and heirs the program of their parent', () => {
    expect(plugin('hide-pii')).toMatchObject({
      type: 'transformer',
      mode: 'in-flight',
      fields: { inheritFrom: 'map-it' },
      settings: { stream_maps: { users: { email: 'md5(email)' } } },
    })
    expect(plugin('tap-shop--us')).toMatchObject({
      fields: { inheritFrom: 'tap-shop' },
      settings: { start_date: '2025-01-01' },
    })
    expect(plugin('dbt-postgres')).toMatchObject({
      type: 'transformer',
      mode: 'post-load',
      fields: { executable: 'dbt', capabilities: ['dbt'] },
    })
  })

  it('keeps references, gives their values to the plugin, and remembers what came from .env as secret', () => {
    const tap = plugin('tap-shop')
    expect(tap?.settings['url']).toBe('https://${REGION}.example.com/$SHOP')
    expect(tap?.env).toMatchObject({ REGION: 'eu', SHOP: 'berlin' })
    expect(tap?.settings['api_key']).toBe('s3cret-k3y')
    expect(tap?.settings['_select']).toEqual(['orders.*'])
    expect(tap?.secrets).toEqual(expect.arrayContaining([['api_key'], ['$env', 'SHOP']]))
    expect(tap?.secrets).not.toContainEqual(['$env', 'REGION'])
  })

  it('names the variables that have no value', () => {
    const open = represent(PROJECT)
    expect(open.variables).toContainEqual({
      name: 'SHOP',
      place: null,
      from: null,
      usedBy: ['extractors/tap-shop'],
    })
    const filled = represent(PROJECT, { variables: { SHOP: 'x' } })
    expect(filled.variables.find(({ name }) => name === 'SHOP')?.from).toBe('given')
    const served = represent(PROJECT, { serverVariables: ['SHOP'] })
    expect(served.plugins.flatMap(({ missing }) => missing)).toEqual([])
    const plan = planImport(open, NOTHING)
    expect(plan.pipelines.find(({ wanted }) => wanted.name === 'orders')?.next.isActive).toBe(false)
  })

  it('leaves out what has no place here, with the reason and the line', () => {
    expect(other('jobs/models')).toMatchObject({ outcome: 'left-out', place: { file: 'meltano.yml' } })
    expect(other('extractors/tap-local')?.reason).toContain('path in the project')
    expect(other('jobs/local/0/tap-local target-wh')?.reason).toContain('needs tap-local')
    expect(other('schedules/again')?.reason).toContain('has a schedule already')
    expect(other('schedules/adhoc')?.reason).toContain('@once has no next run')
    expect(pipeline('old')).toMatchObject({
      schedule: '0 6 * * *',
      transform: 'dbt-postgres:run',
      stateId: 'old',
    })
  })

  it('finds programs of a project folder, and never outside of it', () => {
    const followed = represent(PROJECT, { folder: '/srv/project' })
    expect(followed.plugins.find(({ name }) => name === 'tap-local')?.fields.command).toEqual([
      '/srv/project/tap.sh',
    ])
    const outside = represent(PROJECT.replace('./tap.sh', '../../bin/sh'), { folder: '/srv/project' })
    expect(outside.plugins.some(({ name }) => name === 'tap-local')).toBe(false)
  })

  it('takes the settings of the chosen environment', () => {
    const prod = represent(PROJECT, { environment: 'prod' })
    expect(prod.plugins.find(({ name }) => name === 'target-wh')?.settings).toEqual({ batch_size: 5000 })
    expect(() => represent(PROJECT, { environment: 'other' })).toThrow('no environment of that name')
  })

  it('refuses variables that grow without bounds', () => {
    const grow = JSON.stringify({ A: '$A'.repeat(4000) })
    const text = `
env: {A: '${'x'.repeat(1000)}'}
default_environment: e
plugins: {extractors: [{name: tap-a, namespace: a, pip_url: a, env: ${grow}}]}
environments: [{name: e, env: ${grow}}]`
    expect(() => represent(text)).toThrow('grow without bounds')
  })
})

describe('an import', () => {
  const project = represent(PROJECT, {}, 'SHOP=berlin')
  const first = planImport(project, NOTHING)

  it('creates everything, and again changes nothing', () => {
    expect(new Set([...first.plugins, ...first.pipelines].map(({ outcome }) => outcome))).toEqual(
      new Set(['create']),
    )
    const again = planImport(project, applied(first))
    expect(new Set([...again.plugins, ...again.pipelines].map(({ outcome }) => outcome))).toEqual(
      new Set(['unchanged']),
    )
  })

  it('keeps what was edited here, and calls it a conflict when the project changed it, too', () => {
    const here = applied(first)
    const tap = here.plugins.find(({ name }) => name === 'target-wh')
    if (tap !== undefined) tap.settings = { batch_size: 7, own: true }
    const edited = planImport(project, here).plugins.find(({ wanted }) => wanted.name === 'target-wh')
    expect(edited).toMatchObject({ outcome: 'unchanged', conflict: false })
    expect(edited?.next.settings).toEqual({ batch_size: 7, own: true })
    expect(edited?.overwritten?.settings).toEqual({ batch_size: 100, own: true })
    const changed = represent(PROJECT.replace('batch_size: 100', 'batch_size: 200'), {}, 'SHOP=berlin')
    expect(planImport(changed, here).plugins.find(({ wanted }) => wanted.name === 'target-wh')).toMatchObject(
      {
        outcome: 'unchanged',
        conflict: true,
      },
    )
  })

  it('takes out what the project no longer says, and leaves what was set here', () => {
    const here = applied(first)
    const stored = here.plugins.find(({ name }) => name === 'tap-shop')
    if (stored !== undefined) stored.settings = { ...stored.settings, mine: 1 }
    const text = PROJECT.replace("start_date: '2024-01-01', ", '').replace(
      "- {name: again, interval: '@daily', job: orders}",
      '',
    )
    const tap = planImport(represent(text, {}, 'SHOP=berlin'), here).plugins.find(
      ({ wanted }) => wanted.name === 'tap-shop',
    )
    expect(tap?.outcome).toBe('change')
    expect(tap?.next.settings).not.toHaveProperty('start_date')
    expect(tap?.next.settings['mine']).toBe(1)
  })

  it("leaves another project's things alone", () => {
    const here = applied(first)
    const plan = planImport(project, {
      ...here,
      origins: new Map(),
      otherProjects: new Map([['id of pipelines/orders', 'other']]),
    })
    expect(plan.pipelines.find(({ wanted }) => wanted.name === 'orders')).toMatchObject({
      outcome: 'left-out',
      reasons: [expect.stringContaining('belongs to the project "other"')],
    })
  })
})

const FOLDER = resolve(import.meta.dirname, '../../../../../shared/meltano-projects')
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.yml')) : []

type Entry = Record<string, unknown>
const entries = (value: unknown): Entry[] => (Array.isArray(value) ? value : [])
const ofKinds = (value: unknown): [string, Entry][] =>
  Object.entries((value ?? {}) as Entry).flatMap(([kind, list]) =>
    entries(list).map((entry): [string, Entry] => [kind, entry]),
  )

describe.skipIf(names.length === 0)('real projects (skipped where their folder is absent)', () => {
  it.each(names)('represents or reports each element of %s, and an import again changes nothing', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const raw = parse(text) as Entry
    const project = represent(text)
    const keys = new Set([...project.plugins, ...project.pipelines, ...project.others].map(({ key }) => key))
    const wanted = [
      ...ofKinds(raw['plugins']).flatMap(([kind, plugin]) => [
        `${kind}/${String(plugin['name'])}`,
        ...entries(plugin['mappings']).map((mapping) => `mappings/${String(mapping['name'])}`),
      ]),
      ...entries(raw['jobs']).map((job) => `jobs/${String(job['name'])}`),
      ...entries(raw['schedules']).map((schedule) => `schedules/${String(schedule['name'])}`),
      ...entries(raw['environments']).map((one) => `environments/${String(one['name'])}`),
      ...Object.keys((raw['env'] ?? {}) as Entry).map((one) => `env/${one}`),
      ...Object.keys(raw)
        .filter((key) => !/^(?:plugins|jobs|schedules|environments|env|include_paths|version)$/.test(key))
        .map((key) => `settings/${key}`),
    ]
    expect(wanted.filter((key) => !keys.has(key))).toEqual([])
    // Each block of a job is in a pipeline, in a note of one, or reported.
    for (const job of entries(raw['jobs'])) {
      const jobName = String(job['name'])
      const blocks = [job['tasks']].flat(3).flatMap((task) => String(task).split(/\s+/))
      const own = project.pipelines.filter(
        (one) => one.name === jobName || one.name.startsWith(`${jobName}: `),
      )
      const said = [
        ...own.flatMap((one) => [one.extractor, ...one.mappers, one.loader, one.transform, ...one.notes]),
        ...project.others.filter(({ key }) => key.startsWith(`jobs/${jobName}/`)).map((one) => one.name),
      ].join(' ')
      for (const block of blocks) expect(said).toContain(block)
    }
    // Each key of a setting is a setting of its plugin.
    for (const [kind, plugin] of ofKinds(raw['plugins'])) {
      const found = project.plugins.find(({ key }) => key === `${kind}/${String(plugin['name'])}`)
      if (found === undefined) continue
      const config = Object.entries((plugin['config'] ?? {}) as Entry).filter(([, value]) => value !== null)
      expect(Object.keys(found.settings)).toEqual(expect.arrayContaining(config.map(([key]) => key)))
    }
    const plan = planImport(project, NOTHING)
    expect(plan.plugins.length + plan.pipelines.length).toBe(
      project.plugins.length + project.pipelines.length,
    )
    const again = planImport(project, applied(plan))
    expect([...again.plugins, ...again.pipelines].filter(({ outcome }) => outcome !== 'unchanged')).toEqual(
      [],
    )
  })
})
