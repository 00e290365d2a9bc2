import { SECRET_MARKER } from '@flx/shared/settings/secret'
import { numberFrom } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'
import { describedPipelineSchema } from '@flx/shared/pipelines/pipeline-document'
import { describe, expect, it } from 'vitest'

import { exportProject } from '../../../src/domain/projects/export/export-project.ts'
import type { ExportedPipeline, ExportedPlugin } from '../../../src/domain/projects/export/exported.ts'
import { readProject } from '../../../src/domain/projects/read-project.ts'
import { aPlugin } from '../../support/records.ts'

const secret: Json = { ...SECRET_MARKER }
const plugin = (given: Partial<ExportedPlugin>): ExportedPlugin => ({
  ...aPlugin({ capabilities: [] }),
  namesake: null,
  secretEnv: [],
  hidesPipUrl: false,
  ...given,
})
const tap = plugin({
  name: 'tap-x',
  variant: 'acme',
  label: 'X',
  pipUrl: 'git+https://example.com/tap-x.git',
  executable: 'tap-x-cli',
  capabilities: ['catalog', 'discover', 'state'],
  settingDefinitions: [
    { name: 'auth.token', kind: 'password', sensitive: true },
    { name: 'port', kind: 'integer' },
  ],
  settings: {
    'auth.token': secret,
    port: numberFrom('12345678901234567890') ?? 0,
    odd: ['yes', '010', '1_000', '2020-01-01', '1:30', '$HOST', 'a # b', '- x', ''],
    list: [{ password: secret }],
    _select: ['a.*', '!a.b'],
    _metadata: { '*': { 'replication-method': 'INCREMENTAL' } },
    '_metadata.a.k': 'v',
    _catalog: 'own.json',
  },
  env: { REGION: 'eu' },
  secretEnv: ['TAP_TOKEN'],
  python: 'python3.12',
  description: 'Two\nlines # "quoted"',
  maxConcurrent: 2,
})
const heir = plugin({ name: 'tap-x--eu', inheritFrom: 'tap-x', settings: { port: 2 } })
const target = plugin({ name: 'target-y', type: 'loader', command: ['/opt/y', '--fast'] })
const mapper = plugin({
  name: 'mapper',
  type: 'transformer',
  mode: 'in-flight',
  pipUrl: 'mapper==1',
  settings: { a: 1 },
})
const mapping = plugin({
  name: 'hide-pii',
  type: 'transformer',
  mode: 'in-flight',
  inheritFrom: 'mapper',
  settings: { stream_maps: { users: { email: 'md5(email)' } } },
})
const dbt = plugin({
  name: 'dbt-pg',
  type: 'transformer',
  mode: 'post-load',
  pipUrl: 'dbt-core dbt-postgres',
  executable: 'dbt',
  capabilities: ['dbt'],
})
const PLUGINS = [tap, target, mapper, dbt, heir, mapping]

function pipeline(given: Partial<Omit<ExportedPipeline, 'plugins'>> & { name: string }): ExportedPipeline {
  const described = describedPipelineSchema.parse({ extractor: 'tap-x', loader: 'target-y', ...given })
  const find = (name: string, type: string) => {
    const found = PLUGINS.find((one) => one.name === name && one.type === type)
    if (found === undefined) throw new Error(name)
    return found
  }
  const [transform = '', command = null] = described.transform.split(':')
  return {
    ...described,
    plugins: [
      { place: 'extractor', plugin: find(described.extractor, 'extractor'), command: null },
      ...described.mappers.map((name) => ({
        place: 'mapper' as const,
        plugin: find(name, 'transformer'),
        command: null,
      })),
      { place: 'loader', plugin: find(described.loader, 'loader'), command: null },
      ...(transform === ''
        ? []
        : [{ place: 'transform' as const, plugin: find(transform, 'transformer'), command }]),
    ],
  }
}

function exported(...pipelines: ExportedPipeline[]) {
  const project = exportProject(pipelines, PLUGINS, { environment: 'dev' })
  const read = readProject(project.files)
  expect(read.problems).toEqual([])
  const text = (path: string) => project.files.find((file) => file.path === path)?.text ?? ''
  return { ...project, read, yaml: text('meltano.yml'), env: text('.env.example') }
}
const named = <One extends { name: string }>(all: readonly One[], name: string): One => {
  const found = all.find((one) => one.name === name)
  if (found === undefined) throw new Error(`There is no ${name}.`)
  return found
}

describe('a plugin in a Meltano project', () => {
  it('keeps program, settings and extras, and is read back unchanged', () => {
    const { read } = exported(pipeline({ name: 'daily' }))
    expect(named(read.plugins, 'tap-x')).toMatchObject({
      kind: 'extractors',
      variant: 'acme',
      namespace: 'tap_x',
      label: 'X',
      pipUrl: 'git+https://example.com/tap-x.git',
      executable: 'tap-x-cli',
      python: 'python3.12',
      capabilities: ['catalog', 'discover', 'state'],
      config: {
        'auth.token': '${TAP_X_AUTH_TOKEN}',
        port: numberFrom('12345678901234567890'),
        odd: tap.settings['odd'],
        list: [{ password: '${TAP_X_LIST_0_PASSWORD}' }],
      },
      extras: {
        _select: ['a.*', '!a.b'],
        _metadata: { '*': { 'replication-method': 'INCREMENTAL' } },
        '_metadata.a.k': 'v',
        _catalog: 'own.json',
      },
      env: { REGION: 'eu' },
      annotations: { flx: { description: 'Two\nlines # "quoted"', maxConcurrent: 2 } },
    })
    expect(named(read.plugins, 'tap-x').settings).toEqual(tap.settingDefinitions)
    expect(named(read.plugins, 'tap-x--eu')).toMatchObject({
      inheritFrom: 'tap-x',
      parents: ['tap-x'],
      own: { config: { port: 2 } },
    })
  })

  it('names the variables of secrets and references, never a value', () => {
    const { env, yaml } = exported(pipeline({ name: 'daily' }))
    expect(env.match(/^\w+=.*$/gm)).toEqual([
      'HOST=',
      'TAP_TOKEN=',
      'TAP_X_AUTH_TOKEN=',
      'TAP_X_LIST_0_PASSWORD=',
    ])
    expect(env).toContain('# tap-x\nTAP_TOKEN=')
    expect(yaml).not.toContain('TAP_TOKEN')
  })

  it('explains in a comment and a note what Meltano cannot do', () => {
    const { read, yaml, notes } = exported(
      pipeline({ name: 'daily', timezone: 'Europe/Berlin', schedule: '@daily', retryAttempts: 2 }),
    )
    expect(named(read.plugins, 'target-y')).toMatchObject({
      executable: '/opt/y',
      annotations: { flx: { command: ['/opt/y', '--fast'] } },
    })
    expect(yaml).toMatch(/# It is started by a command with arguments\..*\n +- name: target-y/)
    expect(yaml).toMatch(
      /# Its schedule is in Europe\/Berlin\..*\n +# Meltano has no retries\.\n +- name: daily/,
    )
    expect(notes.map(({ about }) => about)).toEqual(['target-y', 'dbt-pg', 'daily', 'daily'])
  })

  it('leaves out a pip URL that holds a password', () => {
    const { files } = exportProject([], [{ ...tap, pipUrl: null, hidesPipUrl: true }], { environment: 'dev' })
    expect(readProject(files).plugins[0]?.pipUrl).toBe('${TAP_X_PIP_URL}')
  })

  it('installs the plugin of the same name for a bundled connector', () => {
    const own = {
      ...tap,
      bundled: true,
      pipUrl: null,
      command: ['node', '/secret/path/tap.ts'],
      namesake: { variant: 'v', pipUrl: 'tap-x', executable: null },
    }
    const { files, notes } = exportProject([], [own], { environment: 'dev' })
    expect(readProject(files).plugins[0]).toMatchObject({ variant: 'v', pipUrl: 'tap-x' })
    expect(files.map(({ text }) => text).join('')).not.toContain('/secret/path')
    expect(notes).toHaveLength(1)
  })
})

describe('pipelines as jobs', () => {
  it('gives each pipeline a job of its name, with mappings and transform', () => {
    const { read } = exported(
      pipeline({
        name: 'daily',
        mappers: ['hide-pii', 'mapper'],
        transform: 'dbt-pg',
        schedule: '0 6 * * 1-5',
      }),
    )
    expect(read.jobs).toMatchObject([
      {
        name: 'daily',
        tasks: [{ blocks: ['tap-x', 'hide-pii', 'mapper--as-it-is', 'target-y', 'dbt-pg:build'] }],
        annotations: { flx: { transform: 'dbt-pg' } },
      },
    ])
    expect(read.schedules).toMatchObject([
      { name: 'daily', interval: '0 6 * * 1-5', action: { job: 'daily' } },
    ])
    expect(named(read.plugins, 'dbt-pg')).toMatchObject({ kind: 'utilities', commands: { build: 'build' } })
    expect(named(read.plugins, 'mapper')).toMatchObject({
      config: { a: 1 },
      mappings: [
        { name: 'hide-pii', config: { stream_maps: { users: { email: 'md5(email)' } } } },
        { name: 'mapper--as-it-is', config: {} },
      ],
    })
  })

  it('overrides settings of a plugin per pipeline by inheritance', () => {
    const config = { 'tap-x': { port: 5, _select: ['b.*'], 'auth.token': secret }, 'hide-pii': { b: 2 } }
    const { read, env } = exported(pipeline({ name: 'My pipeline!', mappers: ['hide-pii'], config }))
    expect(read.jobs).toMatchObject([
      {
        name: 'My-pipeline',
        tasks: [{ blocks: ['tap-x--My-pipeline', 'hide-pii--My-pipeline', 'target-y'] }],
        annotations: { flx: { name: 'My pipeline!' } },
      },
    ])
    expect(named(read.plugins, 'tap-x--My-pipeline')).toMatchObject({
      inheritFrom: 'tap-x',
      own: { config: { port: 5 }, extras: { _select: ['b.*'] } },
      annotations: { flx: { plugin: 'tap-x', pipeline: 'My pipeline!' } },
    })
    expect(env).toContain('TAP_X__MY_PIPELINE_AUTH_TOKEN=')
    expect(named(read.plugins, 'mapper').mappings).toMatchObject([
      { name: 'hide-pii' },
      { name: 'hide-pii--My-pipeline', config: { stream_maps: {}, b: 2 } },
    ])
  })

  it('chains pipelines that start after another, and schedules the whole chain', () => {
    const { read } = exported(
      pipeline({ name: 'first', schedule: '@hourly', tags: ['a'] }),
      pipeline({ name: 'second', after: 'first' }),
      pipeline({ name: 'third', after: 'second', isActive: false, schedule: '@daily' }),
    )
    expect(read.jobs.map(({ name, tasks }) => [name, tasks.length])).toEqual([
      ['first', 1],
      ['second', 1],
      ['third', 1],
      ['first--and-after', 3],
      ['second--and-after', 2],
    ])
    expect(named(read.jobs, 'second').annotations).toEqual({ flx: { after: 'first' } })
    expect(named(read.jobs, 'third').annotations).toEqual({
      flx: { schedule: '@daily', timezone: 'UTC', after: 'second', isActive: false },
    })
    expect(named(read.jobs, 'first').annotations).toEqual({ flx: { timezone: 'UTC', tags: ['a'] } })
    expect(read.schedules).toMatchObject([{ name: 'first', action: { job: 'first--and-after' } }])
  })

  it('gives no job the name of a plugin or of another job', () => {
    const { read } = exported(
      pipeline({ name: 'tap-x' }),
      pipeline({ name: 'a b' }),
      pipeline({ name: 'a-b' }),
      pipeline({ name: '日本' }),
    )
    expect(read.jobs.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['tap-x-2', { flx: { name: 'tap-x' } }],
      ['a-b', { flx: { name: 'a b' } }],
      ['a-b-2', { flx: { name: 'a-b' } }],
      ['pipeline', { flx: { name: '日本' } }],
    ])
  })
})

it("quotes a text with a tab, which Meltano's loader accepts in quotes only", () => {
  const tabbed = plugin({
    name: 'tap-tab',
    pipUrl: 'tap-tab',
    settings: { delimiter: 'a\tb', sql: 'a\n\tb\n' },
  })
  const [file] = exportProject([], [tabbed], { environment: 'prod' }).files
  expect(file?.text).toContain('delimiter: "a\\tb"')
  expect(file?.text).toContain('sql: |\n')
})
