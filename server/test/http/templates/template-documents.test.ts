import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'

const { server, editor, viewer } = await serverForFile(['editor', 'viewer'])

const TEMPLATE = {
  name: 'Shop',
  naming: '{customer}: orders',
  parameters: [
    { name: 'customer' },
    { name: 'rate', kind: 'number', default: '250' },
    { name: 'salt', kind: 'secret' },
  ],
  body: {
    extractor: 'tap-csv',
    mappers: ['map-fields'],
    loader: 'target-jsonl',
    description: 'Of the template',
    config: {
      'tap-csv': { records_per_second: '${params.rate}' },
      'map-fields': { hash_salt: '${params.salt}' },
    },
  },
  locked: ['loader'],
}
const importing = async (pipelines: unknown[], dryRun = false) =>
  (await editor.post('/api/pipelines/import', { yaml: stringify({ version: 1, pipelines }), dryRun })).body

it('a document names a template and its parameters, and contains only its own fields', async () => {
  const { id } = (await editor.post('/api/templates', TEMPLATE)).body
  const parameters = { customer: 'aurora', rate: 10, salt: 'correct-horse' }
  const entry = { template: { name: 'Shop', parameters }, config: { 'target-jsonl': { custom_name: 'x' } } }
  const planned = await importing([entry], true)
  expect(planned.items).toMatchObject([{ name: 'aurora: orders', outcome: 'create', problems: [] }])
  const created = await importing([entry])
  const pipelineId: string = created.items[0].id
  expect((await viewer.get(`/api/pipelines/${pipelineId}`)).body).toMatchObject({
    name: 'aurora: orders',
    description: 'Of the template',
    template: { id, version: 1 },
    config: {
      'tap-csv': { records_per_second: 10 },
      'target-jsonl': { custom_name: 'x' },
      'map-fields': { hash_salt: { $secret: true } },
    },
  })

  // Secrets are not exported, and stay.
  const exported = await viewer.get(`/api/pipelines/export?ids=${pipelineId}`)
  expect(exported.text).not.toContain('correct-horse')
  const { pipelines } = parse(exported.text)
  expect(pipelines[0].template).toEqual({ name: 'Shop', parameters: { customer: 'aurora', rate: '10' } })
  expect((await importing(pipelines)).items).toMatchObject([{ outcome: 'unchanged' }])
  // Without a name it is identified by the name from its template, with its secret.
  const { salt: _salt, ...told } = parameters
  const again = await importing([{ ...entry, template: { name: 'Shop', parameters: told } }])
  expect(again.items).toMatchObject([{ name: 'aurora: orders', outcome: 'unchanged', problems: [] }])
  const changed = await importing([{ ...pipelines[0], description: 'Ours' }])
  expect(changed.items).toMatchObject([
    { outcome: 'update', changes: [{ path: 'description', before: 'Of the template', after: 'Ours' }] },
  ])
  const { template } = (await viewer.get(`/api/pipelines/${pipelineId}/template`)).body
  expect(template.overrides.map(({ path }: { path: string }) => path)).toContain('description')
  expect(await server.running.context.pipelines.find(pipelineId)).toMatchObject({
    template: { secrets: { salt: 'correct-horse' } },
    config: { 'map-fields': { hash_salt: 'correct-horse' } },
  })
})

it('reports a fault of a template in a document at its place', async () => {
  const named = (template: unknown, given = {}) => ({ name: 'x', template, ...given })
  const { items } = await importing(
    [
      named({ name: 'Elsewhere' }),
      named({ name: 'Shop', parameters: { customer: 'b', rate: 'fast' } }),
      named('Shop'),
      named(
        { name: 'Shop', parameters: { customer: 'c', salt: 's3cret' } },
        { name: 'c', loader: 'target-sqlite' },
      ),
    ],
    true,
  )
  const found = items.map(({ problems }: { problems: { path: string; message: string }[] }) =>
    problems.map(({ path, message }) => `${path.replace(/^pipelines\.\d\./, '')}: ${message}`),
  )
  expect(found[0]).toContain('template.name: No template is named "Elsewhere".')
  expect(found[1]).toEqual(
    expect.arrayContaining([
      'template.parameters.rate: Enter a number.',
      'template.parameters.salt: Enter a value.',
    ]),
  )
  expect(found[2]?.[0]).toMatch(/^template: /)
  expect(found[3]?.[0]).toContain('loader: The template "Shop" locks this field.')
})
