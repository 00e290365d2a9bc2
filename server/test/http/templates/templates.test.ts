import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { CONTENT, row, shopTemplates } from './shop-templates.ts'

const { server, editor, operator, viewer } = await serverForFile(['editor', 'operator', 'viewer'])
const { template, create, ended, saved, pipeline } = shopTemplates({ server, editor })

describe('templates', () => {
  it('come with the product, cannot be changed there, and are readable by every user', async () => {
    const { body } = await viewer.get('/api/templates')
    const bundled = body.items.filter((one: { bundled: boolean }) => one.bundled)
    expect(bundled.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['CSV to JSON Lines', 'PostgreSQL replica']),
    )
    const [first] = bundled
    expect((await saved(first, { naming: 'x' })).body.detail).toContain('it is bundled')
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

  it('report the faults of each row, and write one out', async () => {
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
    expect(body.rows.at(-1).name).toBe('{customer}: orders')
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

  it('are deleted without their pipelines', async () => {
    const stored = await template()
    const [id] = await create(stored.id, [row('orphan')])
    expect((await editor.delete(`/api/templates/${stored.id}`)).status).toBe(204)
    expect(await pipeline(id)).toMatchObject({ name: 'orphan: orders', template: null })
    expect((await viewer.get(`/api/templates/${stored.id}`)).status).toBe(404)
  })
})
