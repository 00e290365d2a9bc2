import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

const { editor } = await serverForFile(['editor'])
const PARTS = { extractor: 'tap-csv', loader: 'target-jsonl' }
const refusal = (path: string) => ({
  status: 422,
  errors: [{ path, message: 'Set a freshness target first. Without one, data never counts as stale.' }],
})

describe('an objective for freshness without a freshness target is refused', () => {
  it('when a pipeline is created', async () => {
    const body = { ...PARTS, name: 'promised', freshnessObjective: 99 }
    expect((await editor.post('/api/pipelines', body)).body).toMatchObject(refusal('freshnessObjective'))
    expect((await editor.post('/api/pipelines', { ...body, freshnessTargetSeconds: 3600 })).status).toBe(201)
  })

  it('when either of the two is changed', async () => {
    const { body: made } = await editor.post('/api/pipelines', { ...PARTS, name: 'changed' })
    const patch = (fields: object) => editor.patch(`/api/pipelines/${made.id}`, fields)
    expect((await patch({ version: 1, freshnessObjective: 99 })).body).toMatchObject(
      refusal('freshnessObjective'),
    )
    const both = { version: 1, freshnessObjective: 99, freshnessTargetSeconds: 3600 }
    expect((await patch(both)).status).toBe(200)
    expect((await patch({ version: 2, freshnessTargetSeconds: null })).body).toMatchObject(
      refusal('freshnessObjective'),
    )
    expect((await patch({ version: 2, isActive: false })).status).toBe(200)
  })

  it('in a document', async () => {
    const yaml = [
      'version: 1',
      'pipelines:',
      '  - { name: described, extractor: tap-csv, loader: target-jsonl, freshnessObjective: 99 }',
    ].join('\n')
    for (const dryRun of [true, false]) {
      const { body } = await editor.post('/api/pipelines/import', { yaml, dryRun })
      expect(body).toMatchObject({ counts: { error: 1 } })
      expect(JSON.stringify(body)).toContain('Set a freshness target first')
    }
  })

  it('in a template', async () => {
    const body = { ...PARTS, freshnessObjective: 99 }
    const template = { name: 'Promised', naming: '{who}', parameters: [{ name: 'who' }], body }
    expect((await editor.post('/api/templates', template)).body).toMatchObject(
      refusal('body.freshnessObjective'),
    )
  })
})
