import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor, viewer } = await serverForFile(['editor', 'viewer'], { stubPlugins: true })

const importing = (yaml: string, dryRun = false) => editor.post('/api/pipelines/import', { yaml, dryRun })
const documentOf = (pipelines: unknown[]) => stringify({ version: 1, pipelines })
const stub = (name: string, fields: object = {}) => ({
  name,
  extractor: 'tap-stub',
  loader: 'target-stub',
  ...fields,
})
const outcomes = (body: { items: { name: string; outcome: string }[] }) =>
  body.items.map(({ name, outcome }) => `${name}: ${outcome}`)

it('an export describes pipelines without secrets or IDs, and importing it changes nothing', async () => {
  const config = { 'tap-stub': { url: 'pg://me:letmein@h/d', host: 'yes', account: 'acc-0815' } }
  const first = await createStubPipeline(editor, { name: 'b first', config, tags: ['t', '010'] })
  const second = await createStubPipeline(editor, {
    name: 'A second',
    description: 'Two\n  lines: # "quoted"\n',
    after: first.id,
    schedule: '*/5 * * * *',
    isActive: false,
  })
  const gone = await createStubPipeline(editor, { name: 'gone' })
  await editor.delete(`/api/pipelines/${gone.id}`)

  const exported = await viewer.get('/api/pipelines/export')
  expect(exported.headers.get('content-disposition')).toBe('attachment; filename="pipelines.yaml"')
  expect(exported.text).not.toMatch(/letmein|acc-0815|[0-9a-f]{8}-[0-9a-f]{4}|createdAt/)
  expect(exported.text).toMatch(/^version: 1\npipelines:\n- name: A second\n {2}description: \|\n/)
  const { pipelines } = parse(exported.text)
  expect(pipelines).toMatchObject([
    { name: 'A second', after: 'b first', schedule: '*/5 * * * *', isActive: false },
    {
      name: 'b first',
      after: null,
      tags: ['t', '010'],
      config: { 'tap-stub': { account: { $secret: true }, host: 'yes', url: { $secret: true } } },
    },
  ])
  expect(exported.text).toContain('host: "yes"')

  const again = await importing(exported.text)
  expect(again.body).toMatchObject({
    dryRun: false,
    counts: { create: 0, update: 0, unchanged: 2, error: 0 },
  })
  expect((await editor.get(`/api/pipelines/${second.id}`)).body.version).toBe(1)
  expect((await server.running.context.pipelines.find(first.id))?.config).toEqual(config)

  const names = async (query: string) =>
    parse((await viewer.get(`/api/pipelines/export?${query}`)).text).pipelines.map(
      ({ name }: { name: string }) => name,
    )
  expect(await names('status=inactive')).toEqual(['A second'])
  expect(await names(`ids=${first.id},${gone.id}`)).toEqual(['b first'])
  expect(await names('status=archived')).toEqual(['gone'])
  expect(await names('search=nothing')).toEqual([])
  expect((await viewer.get('/api/pipelines/export?ids=x')).status).toBe(422)
})

it('an import first previews its changes, then applies them, and executes nothing', async () => {
  const secret = { 'tap-stub': { host: 'h', account: 'acc-4711' } }
  const kept = await createStubPipeline(editor, { name: 'kept', config: secret })
  const other = await createStubPipeline(editor, { name: 'other', after: kept.id })
  const yaml = documentOf([
    stub('new last', { after: 'new first' }),
    stub('new first'),
    // In the reverse order of the stored ones.
    stub('kept', { after: 'other', config: { 'tap-stub': { host: 'i', account: { $secret: true } } } }),
    stub('other'),
  ])
  const dry = await importing(yaml, true)
  expect(outcomes(dry.body)).toEqual([
    'new last: create',
    'new first: create',
    'kept: update',
    'other: update',
  ])
  expect(dry.body.items[2].changes).toEqual([
    { path: 'config.tap-stub.host', before: 'h', after: 'i' },
    { path: 'after', before: null, after: 'other' },
  ])
  expect((await editor.get(`/api/pipelines/${kept.id}`)).body.version).toBe(1)
  expect((await editor.get('/api/pipelines?search=new+')).body.items).toEqual([])

  const { body } = await importing(yaml)
  expect(outcomes(body)).toEqual(outcomes(dry.body))
  const [last, first] = body.items
  expect((await editor.get(`/api/pipelines/${last.id}`)).body).toMatchObject({
    name: 'new last',
    after: first.id,
  })
  expect((await editor.get(`/api/pipelines/${kept.id}`)).body).toMatchObject({ version: 2, after: other.id })
  expect((await server.running.context.pipelines.find(kept.id))?.config).toEqual({
    'tap-stub': { host: 'i', account: 'acc-4711' },
  })
  const audit = await (await server.as('admin')).get(`/api/audit?entityId=${kept.id}`)
  expect(audit.text).not.toContain('acc-4711')
  expect(audit.body.items[0]).toMatchObject({ action: 'update', entityName: 'kept' })
  expect((await editor.get('/api/executions')).body.items).toEqual([])
  expect((await importing(yaml)).body.counts).toEqual({ create: 0, update: 0, unchanged: 4, error: 0 })
})

it('a fault in a pipeline is reported with its path, and blocks no other', async () => {
  const { body } = await importing(
    documentOf([
      stub('sound'),
      stub('no plugin', { extractor: 'tap-nothing' }),
      stub('wrong', { retryAttempts: 99, surprise: 1 }),
      stub('twice'),
      stub('twice'),
      stub('round', { after: 'and round' }),
      stub('and round', { after: 'round' }),
      stub('after nobody', { after: 'nobody' }),
      stub('after error', { after: 'no plugin' }),
      stub('secret', { config: { 'tap-stub': { account: { $secret: true } } } }),
      'text',
    ]),
  )
  expect(body.counts).toEqual({ create: 1, update: 0, unchanged: 0, error: 10 })
  const told = body.items.flatMap(({ problems }: { problems: { path: string; message: string }[] }) =>
    problems.map(({ path, message }) => `${path}: ${message}`),
  )
  expect(told).toEqual([
    expect.stringContaining('pipelines.1.extractor: No extractor is named "tap-nothing".'),
    'pipelines.2.retryAttempts: At most 10 attempts.',
    'pipelines.2.surprise: Unknown field.',
    expect.stringContaining('pipelines.3.name: "twice" appears twice'),
    expect.stringContaining('pipelines.4.name'),
    expect.stringContaining('pipelines.5.after: It would start after itself'),
    expect.stringContaining('pipelines.6.after'),
    expect.stringContaining('pipelines.7.after: No pipeline is named "nobody"'),
    expect.stringContaining('pipelines.8.after: "no plugin" does not exist'),
    expect.stringContaining(
      'pipelines.9.config.tap-stub.account: No value is stored here. Replace the marker',
    ),
    expect.stringContaining('pipelines.10: '),
  ])
  const names = (await editor.get('/api/pipelines?limit=200')).body.items.map(
    ({ name }: { name: string }) => name,
  )
  expect(names).toContain('sound')
  expect(names).not.toContain('twice')
})

it.each([
  ['version: 1\npipelines: [\n', 'Line 3, column 1: '],
  ['version: 1\npipelines: []\nversion: 1', 'Line 3, column 1: "version" appears twice.'],
  ['version: 1\npipelines: [&a {}, *a]', 'Line 2, column 20: Aliases (*name) are not supported'],
  ['version: 1\npipelines: [!new x]', 'Line 2, column 13: Tags (!name) are not supported'],
  ['version: 1\npipelines: [!!binary aGk=]', 'Line 2, column 13: Tags (!name) are not supported'],
  ['version: 1\npipelines: [{a: !!timestamp 2001-01-01}]', 'Tags (!name) are not supported'],
  ['version: 1\npipelines: [{a: !!set {b}}]', 'Tags (!name) are not supported'],
  ['%YAML 1.1\n---\nversion: 1\npipelines: [{name: yes}]', 'Only YAML 1.2 is supported'],
  ['version: 1\npipelines: [{config: {tap: {<<: {a: 1}}}}]', 'column 29: Merge keys (<<) are not supported'],
  ['---\na: 1\n---\nb: 1', 'Source contains multiple documents'],
  ['['.repeat(900_000), 'Values can be nested at most 100 levels deep.'],
  ['- '.repeat(5000), 'nested at most 100 levels deep'],
  ['- '.repeat(900), 'Line 1, column '],
  ['version: 2\npipelines: []', 'Only version 1'],
  ['just text', 'expected object'],
])('refuses the document %#', async (yaml, message) => {
  const { status, body } = await importing(yaml)
  expect(status).toBe(422)
  expect(body.detail).toContain(message)
  expect(body.errors.length).toBeGreaterThan(0)
})

it('refuses a document that is too large, and users below editor', async () => {
  expect((await importing('#'.repeat(1_000_001))).status).toBe(422)
  expect((await importing('#'.repeat(1_100_000))).status).toBe(413)
  expect((await viewer.post('/api/pipelines/import', { yaml: 'a', dryRun: true })).status).toBe(403)
})
