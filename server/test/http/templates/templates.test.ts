import type { BulkReport } from '@flx/shared/bulk'
import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

const { server, admin, editor, operator, viewer } = await serverForFile([
  'admin',
  'editor',
  'operator',
  'viewer',
])

const BODY = {
  extractor: 'tap-csv',
  loader: 'target-sqlite',
  schedule: '${params.schedule}',
  startWindowSeconds: 600,
  retryAttempts: 1,
  tags: ['shop', '${params.region}'],
  config: {
    'tap-csv': {
      files: [{ entity: 'orders', path: '${params.path}', keys: ['id'] }],
      records_per_second: 250,
    },
    'target-sqlite': { database: '${params.customer}.db', table_prefix: 'shop_' },
  },
}
const PARAMETERS = [
  { name: 'customer' },
  { name: 'path', pattern: '*.csv' },
  { name: 'region', kind: 'choice', options: ['EU', 'US', 'APAC'] },
  { name: 'schedule', kind: 'cron', default: '0 2 * * *', required: false },
  { name: 'start_date', kind: 'date', required: false },
]
const CONTENT = { naming: '{customer}: orders', parameters: PARAMETERS, body: BODY }

let count = 0
async function template(given: object = {}) {
  count += 1
  const { status, body } = await editor.post('/api/templates', {
    name: `Shop ${count}`,
    ...CONTENT,
    ...given,
  })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body
}

const row = (customer: string, given: object = {}) => ({
  customer,
  path: `/data/${customer}.csv`,
  region: 'EU',
  ...given,
})

/** The report of a bulk once it has ended. */
async function ended(bulkId: string): Promise<BulkReport> {
  await server.running.bulk.idle()
  return (await editor.get(`/api/bulk/${bulkId}?limit=200`)).body as BulkReport
}

async function create(templateId: string, rows: object[]): Promise<string[]> {
  const { status, body } = await editor.post(`/api/templates/${templateId}/pipelines`, { rows })
  expect({ status, body }).toMatchObject({ status: 202 })
  const { items, failed } = await ended(body.bulkId)
  expect(failed).toBe(0)
  return items.map(({ id }) => id)
}

const saved = async (stored: { id: string; version: number }, given: object = {}) => {
  const { name, description, naming, parameters, body, locked } = (
    await editor.get(`/api/templates/${stored.id}`)
  ).body
  const { version } = stored
  const whole = { name, description, naming, parameters, body, locked, version, ...given }
  return editor.put(`/api/templates/${stored.id}`, whole)
}

const pipeline = async (id: string | undefined) => (await editor.get(`/api/pipelines/${id}`)).body

describe('templates', () => {
  it('come with the product, cannot be changed there, and are read by everyone', async () => {
    const { body } = await viewer.get('/api/templates')
    const bundled = body.items.filter((one: { bundled: boolean }) => one.bundled)
    expect(bundled.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['CSV to JSON Lines', 'PostgreSQL replica']),
    )
    const [first] = bundled
    expect((await saved(first, { naming: 'x' })).body.detail).toContain('came with the product')
    expect((await editor.delete(`/api/templates/${first.id}`)).status).toBe(409)
    expect((await viewer.post('/api/templates', { name: 'No', ...CONTENT })).status).toBe(403)
    expect((await operator.post(`/api/templates/${first.id}/pipelines`, { rows: [{}] })).status).toBe(403)
  })

  it('are checked field by field', async () => {
    const { status, body } = await editor.post('/api/templates', {
      name: 'Wrong',
      naming: '{customer} {nobody} {token}',
      parameters: [
        { name: 'customer' },
        { name: 'customer', kind: 'choice' },
        { name: 'token', kind: 'secret', default: 'hunter2' },
        { name: 'day', kind: 'date', default: 'soon' },
      ],
      body: {
        extractor: 'tap-csv',
        loader: '',
        schedule: 'never',
        description: '${params.token}',
        config: {
          'tap-csv': {
            password: 'correct-horse',
            url: 'https://u:p4ssw0rd@x.example/',
            api_key: '${params.day}',
          },
        },
      },
      locked: ['config.tap-csv.elsewhere'],
    })
    expect(status).toBe(422)
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'body.config.tap-csv.api_key',
      'body.config.tap-csv.password',
      'body.config.tap-csv.url',
      'body.description',
      'body.loader',
      'body.schedule',
      'locked.0',
      'naming',
      'naming',
      'parameters.1.name',
      'parameters.1.options',
      'parameters.2.default',
      'parameters.3.default',
    ])
    expect(JSON.stringify(body)).not.toMatch(/correct-horse|p4ssw0rd/)
  })

  it('say of each row what is wrong with it, and write one out', async () => {
    const { id } = await template()
    await create(id, [row('taken')])
    const rows = [
      row('aurora'),
      row('bergmann', { region: 'UK' }),
      row('caldera', { start_date: '2025-13-01' }),
      row('aurora', { path: '/data/other.csv' }),
      row('taken'),
      row('delfi', { path: '/data/delfi.txt', schedule: 'every day' }),
      row('', { nonsense: '1' }),
    ]
    const { status, body } = await editor.post(`/api/templates/${id}/check`, { rows })
    expect(status).toBe(200)
    expect(
      body.rows.map(({ problems }: { problems: { path: string; message: string }[] }) => problems),
    ).toEqual([
      [],
      [{ path: 'region', message: 'Must be EU, US or APAC.' }],
      [{ path: 'start_date', message: 'Enter a date such as 2026-01-31.' }],
      [{ path: 'customer', message: 'Duplicate of row 1: "aurora: orders".' }],
      [{ path: 'customer', message: 'A pipeline named "taken: orders" already exists.' }],
      [
        { path: 'path', message: 'Must look like *.csv.' },
        { path: 'schedule', message: expect.stringContaining('not a cron expression') },
      ],
      [
        { path: 'nonsense', message: 'Unknown parameter.' },
        { path: 'customer', message: 'Enter a value.' },
      ],
    ])
    expect(body).toMatchObject({ valid: 1, startsPerHour: 0 })
    expect(body.document).toContain('name: "aurora: orders"')
    expect(body.document).toContain('path: /data/aurora.csv')
    const refused = await editor.post(`/api/templates/${id}/pipelines`, { rows })
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toContain('6 rows must be fixed')
    const some = await editor.post(`/api/templates/${id}/pipelines`, {
      rows,
      onlyValid: true,
      isActive: false,
    })
    const report = await ended(some.body.bulkId)
    expect(report).toMatchObject({ kind: 'pipelines', action: 'create', total: 1, undo: 'delete' })
    expect(await pipeline(report.items[0]?.id)).toMatchObject({
      name: 'aurora: orders',
      schedule: '0 2 * * *',
      isActive: false,
      tags: ['shop', 'EU'],
      template: { id, version: 1 },
      config: { 'tap-csv': { records_per_second: 250 }, 'target-sqlite': { database: 'aurora.db' } },
    })
    await editor.post(`/api/bulk/${some.body.bulkId}/undo`)
    await server.running.bulk.idle()
    expect((await pipeline(report.items[0]?.id)).archivedAt).not.toBeNull()
  })

  it('update their pipelines, keep what was changed by hand, and the update can be undone', async () => {
    const stored = await template({ locked: ['retryAttempts'] })
    const [plain, own, renamed] = await create(stored.id, [row('one'), row('two'), row('three')])
    const second = await pipeline(own)
    const config = { ...second.config, 'tap-csv': { ...second.config['tap-csv'], records_per_second: 10 } }
    expect((await editor.patch(`/api/pipelines/${own}`, { version: 1, config })).status).toBe(200)
    expect((await editor.patch(`/api/pipelines/${renamed}`, { version: 1, name: 'Mine' })).status).toBe(200)
    const body = { ...BODY, startWindowSeconds: 900, retryAttempts: 3 }
    const next = {
      ...body,
      config: { ...BODY.config, 'tap-csv': { ...BODY.config['tap-csv'], records_per_second: 100 } },
    }
    const { body: changed } = await saved(stored, { body: next })
    expect(changed).toMatchObject({ version: 2, pipelines: 3, outdated: 3 })
    const versions = (await viewer.get(`/api/templates/${stored.id}/versions`)).body.items
    expect(versions[0].changes).toContainEqual({ path: 'body.startWindowSeconds', before: 600, after: 900 })

    const preview = (await viewer.get(`/api/templates/${stored.id}/update`)).body
    expect(preview.counts).toEqual({ total: 3, current: 0, whole: 1, overridden: 2, failing: 0, running: 0 })
    const shown = preview.items.find((one: { id: string }) => one.id === own)
    expect(shown.overrides).toEqual([{ path: 'config.tap-csv.records_per_second', before: 100, after: 10 }])
    const { body: accepted } = await editor.post(`/api/templates/${stored.id}/update`, {})
    expect(await ended(accepted.bulkId)).toMatchObject({ action: 'update', total: 3, failed: 0, undo: null })
    expect(await pipeline(plain)).toMatchObject({
      startWindowSeconds: 900,
      retryAttempts: 3,
      template: { version: 2 },
      config: { 'tap-csv': { records_per_second: 100 } },
    })
    expect(await pipeline(own)).toMatchObject({
      startWindowSeconds: 900,
      config: { 'tap-csv': { records_per_second: 10 } },
    })
    expect(await pipeline(renamed)).toMatchObject({ name: 'Mine', startWindowSeconds: 900 })
    const again = await editor.post(`/api/templates/${stored.id}/update`, {})
    expect(again.body.detail).toContain('have its present version')

    const audit = (await admin.get(`/api/audit?entityType=pipeline&entityId=${plain}&action=update`)).body
    const undone = await editor.post(`/api/audit/${audit.items[0].id}/undo`)
    expect(undone.body).toMatchObject({ startWindowSeconds: 600, retryAttempts: 1, template: { version: 1 } })
  })

  it('lock fields everywhere, until a pipeline is unlocked or detached', async () => {
    const stored = await template({ locked: ['schedule', 'config.target-sqlite'] })
    const [id] = await create(stored.id, [row('locked')])
    const { version, config, ...rest } = await pipeline(id)
    const same = { version, config, schedule: rest.schedule, description: 'Ours' }
    expect((await editor.patch(`/api/pipelines/${id}`, same)).status).toBe(200)
    const form = await editor.patch(`/api/pipelines/${id}`, { version: 2, schedule: '@hourly' })
    expect(form.body).toMatchObject({ status: 422, errors: [{ path: 'schedule' }] })
    expect(form.body.detail).toContain('locks this field')
    const setting = { ...config, 'target-sqlite': { database: 'other.db' } }
    const inside = await editor.patch(`/api/pipelines/${id}`, { version: 2, config: setting })
    expect(inside.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'config.target-sqlite.database',
      'config.target-sqlite.table_prefix',
    ])
    const yaml = `version: 1\npipelines: [{name: "locked: orders", extractor: tap-csv, loader: target-sqlite}]`
    const imported = await editor.post('/api/pipelines/import', { yaml, dryRun: false })
    expect(imported.body.items[0]).toMatchObject({ outcome: 'error' })
    expect(imported.body.items[0].problems[0].message).toContain('locks this field')
    expect((await operator.patch(`/api/pipelines/${id}`, { version: 2, isActive: false })).status).toBe(200)

    expect((await operator.patch(`/api/pipelines/${id}/template`, { unlocked: true })).status).toBe(403)
    await editor.patch(`/api/pipelines/${id}/template`, { unlocked: true })
    const open = await editor.patch(`/api/pipelines/${id}`, { version: 4, schedule: '@hourly' })
    expect(open.status).toBe(200)
    const { template: link } = (await viewer.get(`/api/pipelines/${id}/template`)).body
    expect(link).toMatchObject({
      unlocked: true,
      locked: ['schedule', 'config.target-sqlite'],
      values: { customer: 'locked', region: 'EU' },
      overrides: [
        { path: 'description', before: '', after: 'Ours' },
        { path: 'schedule', before: '0 2 * * *', after: '@hourly' },
      ],
    })
    expect((await editor.delete(`/api/pipelines/${id}/template`)).status).toBe(204)
    expect((await viewer.get(`/api/pipelines/${id}/template`)).body).toEqual({ template: null })
    expect(await pipeline(id)).toMatchObject({ schedule: '@hourly', template: null })
  })

  it('never show the value of a secret parameter, and keep it over updates', async () => {
    const parameters = [{ name: 'customer' }, { name: 'salt', kind: 'secret' }]
    const body = {
      extractor: 'tap-csv',
      mappers: ['map-fields'],
      loader: 'target-jsonl',
      config: {
        'map-fields': { hash_salt: '${params.salt}' },
        'tap-csv': { csv_files_definition: 'https://x.example/?q=${params.salt}' },
      },
    }
    const stored = await template({ naming: '{customer}', parameters, body })
    const check = await editor.post(`/api/templates/${stored.id}/check`, {
      rows: [{ customer: 'secretive', salt: 'correct-horse' }],
    })
    const [id] = await create(stored.id, [{ customer: 'secretive', salt: 'correct-horse' }])
    const hidden = { 'map-fields': { hash_salt: { $secret: true } } }
    expect((await pipeline(id)).config).toEqual({
      ...hidden,
      'tap-csv': { csv_files_definition: { $secret: true } },
    })
    const moved = { ...body, config: { 'map-fields': body.config['map-fields'] }, description: 'New' }
    await saved(stored, { body: moved })
    const preview = await editor.get(`/api/templates/${stored.id}/update`)
    const link = await editor.get(`/api/pipelines/${id}/template`)
    await ended((await editor.post(`/api/templates/${stored.id}/update`, {})).body.bulkId)
    expect(await pipeline(id)).toMatchObject({ config: hidden, description: 'New' })
    const draft = await editor.get(`/api/templates/draft?pipelineId=${id}`)
    expect(draft.body).toMatchObject({
      parameters: [{ name: 'name' }, { name: 'hash_salt', kind: 'secret' }],
      body: { config: { 'map-fields': { hash_salt: '${params.hash_salt}' } } },
    })
    const made = await editor.post('/api/templates', { ...draft.body, name: 'Drafted' })
    expect(made.status).toBe(201)
    const exported = await editor.get(`/api/pipelines/export?ids=${id}`)
    const audit = await admin.get('/api/audit?limit=200')
    for (const answer of [check, preview, link, draft, made, exported, audit]) {
      expect(answer.text).not.toContain('correct-horse')
    }
    const record = await server.running.context.pipelines.find(id ?? '')
    expect(record).toMatchObject({
      config: { 'map-fields': { hash_salt: 'correct-horse' } },
      template: { values: { customer: 'secretive' }, secrets: { salt: 'correct-horse' } },
    })
    await editor.delete(`/api/pipelines/${id}`)
    expect(await server.running.context.pipelines.find(id ?? '')).toMatchObject({ template: { secrets: {} } })
  })

  it('say why a pipeline cannot be updated, and take the value that is missing', async () => {
    const stored = await template()
    const [id] = await create(stored.id, [row('missing')])
    const parameters = [...PARAMETERS, { name: 'owner' }]
    await saved(stored, { parameters, body: { ...BODY, owner: '${params.owner}' } })
    const preview = (await viewer.get(`/api/templates/${stored.id}/update`)).body
    expect(preview.counts).toMatchObject({ failing: 1, whole: 0 })
    expect(preview.items[0].problem).toContain('The parameter "owner" does not fit: Enter a value.')
    const report = await ended((await editor.post(`/api/templates/${stored.id}/update`, {})).body.bulkId)
    expect(report.failures[0]?.message).toContain('Set it on the page of the pipeline')
    const mended = await editor.patch(`/api/pipelines/${id}/template`, {
      update: true,
      values: { owner: 'Mara' },
    })
    expect(mended.body.template).toMatchObject({ version: 2, values: { owner: 'Mara' }, changes: [] })
    expect(await pipeline(id)).toMatchObject({ owner: 'Mara' })
  })

  it('are deleted without their pipelines', async () => {
    const stored = await template()
    const [id] = await create(stored.id, [row('orphan')])
    expect((await editor.delete(`/api/templates/${stored.id}`)).status).toBe(204)
    expect(await pipeline(id)).toMatchObject({ name: 'orphan: orders', template: null })
    expect((await viewer.get(`/api/templates/${stored.id}`)).status).toBe(404)
  })
})
