import type { BulkReport } from '@flx/shared/bulk'
import { expect } from 'vitest'

import type { Client } from '../../support/client.ts'
import type { TestServer } from '../../support/server.ts'

/** A pipeline for each customer of a shop. */
export const BODY = {
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
export const PARAMETERS = [
  { name: 'customer' },
  { name: 'path', pattern: '*.csv' },
  { name: 'region', kind: 'choice', options: ['EU', 'US', 'APAC'] },
  { name: 'schedule', kind: 'cron', default: '0 2 * * *', required: false },
  { name: 'start_date', kind: 'date', required: false },
]
export const CONTENT = { naming: '{customer}: orders', parameters: PARAMETERS, body: BODY }

/** The parameters of one customer. */
export const row = (customer: string, given: object = {}) => ({
  customer,
  path: `/data/${customer}.csv`,
  region: 'EU',
  ...given,
})

/** Actions of an editor in the template tests. */
export function shopTemplates({ server, editor }: { server: TestServer; editor: Client }) {
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

  return { template, ended, create, saved, pipeline }
}
