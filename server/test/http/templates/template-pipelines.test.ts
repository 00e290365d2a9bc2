import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { BODY, PARAMETERS, row, shopTemplates } from './shop-templates.ts'

const { server, admin, editor, operator, viewer } = await serverForFile([
  'admin',
  'editor',
  'operator',
  'viewer',
])
const { template, create, ended, saved, pipeline } = shopTemplates({ server, editor })

describe('templates', () => {
  it('update their pipelines, keep manual changes, and the update can be undone', async () => {
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
    expect(preview.counts).toEqual({
      total: 3,
      current: 0,
      withoutOverrides: 1,
      overridden: 2,
      failing: 0,
      running: 0,
    })
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
    expect(again.body.detail).toContain('already have its current version')

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

  it('never show the value of a secret parameter, and keep it through updates', async () => {
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

  it('explain why a pipeline cannot be updated, and accept the missing value', async () => {
    const stored = await template()
    const [id] = await create(stored.id, [row('missing')])
    const parameters = [...PARAMETERS, { name: 'owner' }]
    await saved(stored, { parameters, body: { ...BODY, owner: '${params.owner}' } })
    const preview = (await viewer.get(`/api/templates/${stored.id}/update`)).body
    expect(preview.counts).toMatchObject({ failing: 1, withoutOverrides: 0 })
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
})
