import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'

const { admin, editor, viewer } = await serverForFile(['admin', 'editor', 'viewer'])

const SHOP = {
  name: 'Shop',
  description: 'One per customer',
  naming: '{customer}: orders',
  parameters: [{ name: 'customer' }, { name: 'rate', kind: 'number', default: '250' }],
  body: {
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    config: { 'tap-csv': { records_per_second: '${params.rate}' } },
  },
  locked: ['loader'],
}
const AURORA = { template: { name: 'Shop', parameters: { customer: 'aurora' } } }
const importing = async (document: object, dryRun = false) => {
  const yaml = stringify({ version: 1, ...document }, { aliasDuplicateObjects: false })
  return (await editor.post('/api/pipelines/import', { yaml, dryRun })).body
}
const outcomes = (report: { items: { kind: string; name: string; outcome: string }[] }) =>
  report.items.map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`)

it('a document creates a template and pipelines of it, and previews its changes', async () => {
  const document = { templates: [SHOP], pipelines: [AURORA] }
  const planned = await importing(document, true)
  expect(outcomes(planned)).toEqual(['template Shop: create', 'pipeline aurora: orders: create'])
  expect((await viewer.get('/api/templates')).body.items).not.toContainEqual(
    expect.objectContaining({ name: 'Shop' }),
  )
  const made = await importing(document)
  expect(made.counts).toEqual({ create: 2, update: 0, unchanged: 0, error: 0 })
  const [template, pipeline] = made.items
  expect((await viewer.get(`/api/pipelines/${pipeline.id}`)).body).toMatchObject({
    template: { id: template.id, version: 1 },
    config: { 'tap-csv': { records_per_second: 250 } },
  })
  expect(outcomes(await importing(document))).toEqual([
    'template Shop: unchanged',
    'pipeline aurora: orders: unchanged',
  ])
  const { items } = (await admin.get('/api/audit?entityType=template')).body
  expect(items).toMatchObject([{ action: 'create', entityName: 'Shop' }])
})

it('a changed template in a document changes its existing pipelines, and no other', async () => {
  const others = { template: { name: 'Shop', parameters: { customer: 'borealis' } } }
  await importing({ pipelines: [others] })
  const changed = { ...SHOP, body: { ...SHOP.body, description: 'Second' } }
  const document = { templates: [changed], pipelines: [AURORA] }
  const planned = await importing(document, true)
  expect(outcomes(planned)).toEqual(['template Shop: update', 'pipeline aurora: orders: update'])
  expect(planned.items[1].changes).toContainEqual({ path: 'description', before: '', after: 'Second' })
  await importing(document)
  const { items } = (await viewer.get('/api/templates')).body
  expect(items.find(({ name }: { name: string }) => name === 'Shop')).toMatchObject({
    version: 2,
    pipelines: 2,
    outdated: 1,
  })
})

it('exports templates alone and with the pipelines that name them, and reads both again', async () => {
  const { items } = (await viewer.get('/api/templates')).body
  const id: string = items.find(({ name }: { name: string }) => name === 'Shop').id
  for (const text of [
    (await viewer.get(`/api/templates/export?ids=${id}`)).text,
    (await viewer.get('/api/templates/export')).text,
    (await viewer.get('/api/pipelines/export')).text,
  ]) {
    const document = parse(text)
    expect(document.templates).toMatchObject([
      { name: 'Shop', naming: '{customer}: orders', locked: ['loader'] },
    ])
    const again = await importing({ templates: document.templates, pipelines: [] }, true)
    expect(outcomes(again)).toEqual(['template Shop: unchanged'])
  }
  expect((await viewer.get('/api/templates/export?ids=0194a3f0-0000-7000-8000-000000000000')).status).toBe(
    404,
  )
})

it('a faulty template leaves itself and its pipelines unchanged, and blocks nothing else', async () => {
  const secret = { ...SHOP, body: { ...SHOP.body, config: { 'tap-csv': { api_key: 'correct-horse' } } } }
  const twice = { ...SHOP, name: 'Twice' }
  const report = await importing({
    templates: [secret, twice, twice, { name: 'Bare' }],
    pipelines: [AURORA, { name: 'Plain', extractor: 'tap-csv', loader: 'target-jsonl' }],
  })
  expect(outcomes(report)).toEqual([
    'template Shop: error',
    'template Twice: error',
    'template Twice: error',
    'template Bare: error',
    'pipeline : error',
    'pipeline Plain: create',
  ])
  expect(report.items[0].problems[0].path).toBe('templates.0.body.config.tap-csv.api_key')
  expect(JSON.stringify(report)).not.toContain('correct-horse')
  expect(report.items[4].problems).toEqual([
    { path: 'pipelines.0.template.name', message: 'The template "Shop" has an error in this document.' },
  ])
})

it('a bundled template is not changed by a document', async () => {
  const { items } = (await viewer.get('/api/templates')).body
  const bundled = items.find((template: { bundled: boolean }) => template.bundled)
  const { name, description, naming, parameters, body, locked } = (
    await viewer.get(`/api/templates/${bundled.id}`)
  ).body
  const whole = { name, description, naming, parameters, body, locked }
  expect(outcomes(await importing({ templates: [whole] }))).toEqual([`template ${name}: unchanged`])
  const changed = await importing({ templates: [{ ...whole, naming: 'Other' }] })
  expect(changed.items[0]).toMatchObject({ outcome: 'error', problems: [{ path: 'templates.0.name' }] })
})

it('viewers cannot import templates', async () => {
  const yaml = stringify({ version: 1, templates: [SHOP] })
  expect((await viewer.post('/api/pipelines/import', { yaml, dryRun: true })).status).toBe(403)
})
