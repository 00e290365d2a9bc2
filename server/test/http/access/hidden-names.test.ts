import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

const { admin } = await serverForFile(['admin'], { stubPlugins: true })

const pipeline = { name: 'Orders', extractor: 'tap-stub', loader: 'target-stub' }
const channel = { kind: 'webhook', url: 'https://example.com/hook' }

/** Everything with a name that users read, and the position of the name in its body. */
const NAMED: [string, string, (name: string) => object][] = [
  ['/api/pipelines', 'name', (name) => ({ ...pipeline, name })],
  ['/api/pipelines', 'tags.0', (tag) => ({ ...pipeline, tags: [tag] })],
  ['/api/plugins', 'name', (name) => ({ name, type: 'extractor' })],
  ['/api/plugins', 'label', (label) => ({ name: 'tap-labelled', type: 'extractor', label })],
  ['/api/plugins', 'variant', (variant) => ({ name: 'tap-varied', type: 'extractor', variant })],
  ['/api/views', 'name', (name) => ({ page: 'pipelines', name, query: '' })],
  ['/api/alerts/rules', 'name', (name) => ({ name, condition: 'failure' })],
  ['/api/alerts/rules', 'tags.0', (tag) => ({ name: 'Rule', condition: 'failure', tags: [tag] })],
  ['/api/alerts/channels', 'name', (name) => ({ name, settings: channel })],
  ['/api/tokens', 'name', (name) => ({ name, role: 'viewer' })],
  [
    '/api/users',
    'name',
    (name) => ({ name, email: 'a@example.com', password: 'correct horse', role: 'viewer' }),
  ],
]

it.each(NAMED)('POST %s refuses invisible characters in %s', async (path, field, body) => {
  for (const name of ['Or\u200bders', 'Or\u202eders', 'Or\ufeffders', 'Or\u2060ders', 'Or\ud800ders']) {
    const answer = await admin.post(path, body(name))
    expect({ name, status: answer.status }).toEqual({ name, status: 422 })
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ path: field }))
  }
})

it('so do names in a document', async () => {
  const yaml = `version: 1\npipelines:\n  - name: "Or\u200bders"\n    extractor: tap-stub\n    loader: target-stub\n`
  const { body } = await admin.post('/api/pipelines/import', { yaml, dryRun: true })
  expect(JSON.stringify(body)).toContain('U+200B at position 3')
})
