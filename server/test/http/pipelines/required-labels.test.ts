import { expect, it } from 'vitest'
import { stringify } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { admin, editor, operator } = await serverForFile(['admin', 'editor', 'operator'], {
  stubPlugins: true,
  worker: true,
  env: { FLX_WORKER_LABELS: 'eu' },
})
const REFUSED = 'Changing which workers execute a pipeline ("requiredLabels") needs the admin role'

const importing = async (client: typeof editor, pipelines: object[]) =>
  (await client.post('/api/pipelines/import', { yaml: stringify({ version: 1, pipelines }), dryRun: false }))
    .body

it('only administrators choose the workers of a pipeline; editors change the rest of it', async () => {
  const pipeline = await createStubPipeline(admin, { requiredLabels: ['inside-vpn', 'eu', 'eu'] })
  expect(pipeline.requiredLabels).toEqual(['eu', 'inside-vpn'])
  const path = `/api/pipelines/${pipeline.id}`
  for (const requiredLabels of [[], ['eu'], ['eu', 'inside-vpn', 'us']]) {
    const refused = await editor.patch(path, { version: 1, requiredLabels })
    expect(refused.status).toBe(403)
    expect(refused.text).toContain('requiredLabels')
  }
  expect((await operator.patch(path, { version: 1, requiredLabels: ['eu', 'inside-vpn'] })).status).toBe(403)
  const same = await editor.patch(path, {
    version: 1,
    requiredLabels: ['inside-vpn', 'eu'],
    description: 'Nightly',
  })
  expect(same.body).toMatchObject({ requiredLabels: ['eu', 'inside-vpn'], description: 'Nightly' })
  expect((await admin.patch(path, { version: 2, requiredLabels: ['eu'] })).body.requiredLabels).toEqual([
    'eu',
  ])
  const { items } = (await admin.get(`/api/audit?entityType=pipeline&entityId=${pipeline.id}`)).body
  expect(JSON.stringify(items[0].changes)).toContain('requiredLabels')
  const { name: _name, ...body } = { name: '', extractor: pipeline.extractor, loader: pipeline.loader }
  expect((await editor.post('/api/pipelines', { ...body, name: 'A', requiredLabels: ['eu'] })).status).toBe(
    403,
  )
  expect((await editor.post('/api/pipelines', { ...body, name: 'A', requiredLabels: [] })).status).toBe(201)
})

it('a preview of a draft has its own labels, which only administrators choose', async () => {
  const { id, extractor } = await createStubPipeline(admin, { requiredLabels: ['eu'] })
  const draft = (requiredLabels: string[]) => ({
    draft: { extractor, mappers: [], config: {}, requiredLabels },
  })
  const [saved, unsaved] = [`/api/pipelines/${id}/preview`, '/api/pipelines/preview']
  for (const [path, labels] of [[saved, []] as const, [saved, ['us']] as const, [unsaved, ['eu']] as const]) {
    const refused = await editor.post(path, draft([...labels]))
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining(REFUSED)])
  }
  for (const [path, labels] of [[saved, ['eu']] as const, [unsaved, []] as const]) {
    expect((await editor.post(path, draft([...labels]))).status).toBe(200)
  }
  for (const path of [saved, unsaved]) {
    expect((await admin.post(path, draft(['eu']))).status).toBe(200)
    const elsewhere = await admin.post(path, draft(['us']))
    expect(elsewhere.status).toBe(503)
    expect(elsewhere.body.detail).toContain('The pipeline requires the labels us, and this server does not')
  }
})

it('a test of unsaved settings has labels of its own, which only administrators choose', async () => {
  const { id: pipelineId, extractor } = await createStubPipeline(admin, { requiredLabels: ['eu'] })
  const plugin = (await editor.get(`/api/plugins?search=${extractor}`)).body.items[0]
  const path = `/api/plugins/${plugin.id}/try`
  const [saved, unsaved] = [{ settings: {}, pipelineId }, { settings: {} }]
  for (const body of [
    { ...saved, requiredLabels: [] },
    { ...saved, requiredLabels: ['us'] },
    { ...unsaved, requiredLabels: ['eu'] },
  ]) {
    const refused = await editor.post(path, body)
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining(REFUSED)])
  }
  for (const body of [
    { ...saved, requiredLabels: ['eu'] },
    { ...unsaved, requiredLabels: [] },
  ]) {
    expect((await editor.post(path, body)).status).toBe(200)
  }
  for (const body of [saved, unsaved]) {
    expect((await admin.post(path, { ...body, requiredLabels: ['eu'] })).status).toBe(200)
    const elsewhere = await admin.post(path, { ...body, requiredLabels: ['us'] })
    expect(elsewhere.status).toBe(503)
    expect(elsewhere.body.detail).toContain('The pipeline requires the labels us, and this server does not')
  }
})

it('labels are written the way workers have them', async () => {
  const pipeline = await createStubPipeline(admin)
  const path = `/api/pipelines/${pipeline.id}`
  const wrong = await admin.patch(path, { version: 1, requiredLabels: ['Inside VPN'] })
  expect([wrong.status, wrong.text.includes('requiredLabels.0')]).toEqual([422, true])
  expect(wrong.text).toContain('lower-case letters')
  const many = Array.from({ length: 21 }, (_, index) => `label-${index}`)
  expect((await admin.patch(path, { version: 1, requiredLabels: many })).text).toContain('At most 20 labels.')
})

it('a document contains them; below the role admin it leaves them unchanged', async () => {
  const pipeline = await createStubPipeline(admin, { requiredLabels: ['eu'] })
  const { text } = await editor.get(`/api/pipelines/export?ids=${pipeline.id}`)
  expect(text).toMatch(/requiredLabels:\s+- eu/)
  const entry = {
    ...{
      name: pipeline.name,
      extractor: pipeline.extractor,
      loader: pipeline.loader,
      config: pipeline.config,
    },
  }
  const [kept] = (await importing(editor, [{ ...entry, requiredLabels: ['eu'], description: 'Here' }])).items
  expect(kept.outcome).toBe('update')
  for (const change of [{ requiredLabels: ['us'] }, {}]) {
    const [item] = (await importing(editor, [{ ...entry, ...change }])).items
    expect(item).toMatchObject({ outcome: 'error' })
    expect(JSON.stringify(item.problems)).toContain('needs the admin role')
  }
  const [changed] = (await importing(admin, [{ ...entry, requiredLabels: ['us'] }])).items
  expect(changed).toMatchObject({
    outcome: 'update',
    changes: expect.arrayContaining([
      expect.objectContaining({ path: expect.stringMatching(/^requiredLabels/) }),
    ]),
  })
})

it('editors create pipelines from a template whose labels an administrator set', async () => {
  const stub = await createStubPipeline(admin)
  const template = {
    ...{
      name: 'Inside',
      naming: 'Inside {site}',
      parameters: [{ name: 'site' }],
      locked: ['requiredLabels'],
    },
    body: { extractor: stub.extractor, loader: stub.loader, requiredLabels: ['inside-vpn'] },
  }
  const refused = await editor.post('/api/templates', template)
  expect([refused.status, refused.text.includes(REFUSED.slice(0, 20))]).toEqual([403, true])
  const { id } = (await admin.post('/api/templates', template)).body
  const saved = { ...template, version: 1, body: { ...template.body, requiredLabels: [] } }
  expect((await editor.put(`/api/templates/${id}`, saved)).status).toBe(403)
  const described = { template: { name: 'Inside', parameters: { site: 'north' } } }
  const [made] = (await importing(editor, [described])).items
  expect(made).toMatchObject({ outcome: 'create' })
  const pipeline = (await editor.get(`/api/pipelines/${made.id}`)).body
  expect(pipeline.requiredLabels).toEqual(['inside-vpn'])
  const own = await admin.patch(`/api/pipelines/${made.id}`, { version: 1, requiredLabels: [] })
  expect([own.status, own.text.includes('requiredLabels')]).toEqual([422, true])
})

it('an execution without a worker names the missing labels, and starts once they are removed', async () => {
  const pipeline = await createStubPipeline(admin, { requiredLabels: ['eu', 'inside-vpn'] })
  const { id } = (await operator.post(`/api/pipelines/${pipeline.id}/execute`)).body
  const { items } = (await operator.get(`/api/executions?status=pending`)).body
  for (const shown of [items[0], (await operator.get(`/api/executions/${id}`)).body]) {
    expect(shown).toMatchObject({
      id,
      waitingFor: 'labels',
      waitingDetails: {
        labels: ['eu', 'inside-vpn'],
        workers: [{ missingLabels: ['inside-vpn'], isDraining: false }],
      },
    })
  }
  const previewed = await editor.post(`/api/pipelines/${pipeline.id}/preview`, {})
  expect(previewed.status).toBe(503)
  expect(previewed.text).toContain('requires the labels eu, inside-vpn')
  const tried = (await editor.get('/api/plugins?search=' + pipeline.extractor)).body.items[0]
  const test = await editor.post(`/api/plugins/${tried.id}/try`, { settings: {}, pipelineId: pipeline.id })
  expect(test.text).toContain('requires the labels eu, inside-vpn')
  expect(
    (await admin.patch(`/api/pipelines/${pipeline.id}`, { version: 1, requiredLabels: ['eu'] })).status,
  ).toBe(200)
  await expect
    .poll(async () => (await operator.get(`/api/executions/${id}`)).body.worker, { timeout: 15_000 })
    .not.toBeNull()
})
