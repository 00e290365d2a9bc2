import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

const { operator, viewer, admin } = await serverForFile(['operator', 'viewer', 'admin'])

const widget = (given: object = {}) => ({ id: 'w1', kind: 'outcomes', width: 6, height: 2, ...given })
const dashboard = (given: object = {}) => ({ name: 'Nights', widgets: [widget()], ...given })

it('keeps a dashboard for its owner alone, with omitted fields filled in', async () => {
  const { status, body } = await viewer.post('/api/dashboards', dashboard())
  expect(status).toBe(201)
  expect(body).toMatchObject({
    sharing: 'private',
    version: 1,
    isOwner: true,
    canEdit: true,
    widgets: [{ kind: 'outcomes', window: '30d', pipelineId: null, tag: null }],
  })
  expect((await admin.get(`/api/dashboards/${body.id}`)).status).toBe(404)
  expect((await admin.delete(`/api/dashboards/${body.id}`)).status).toBe(404)
  expect((await admin.get('/api/dashboards')).body.items).toEqual([])
  expect((await viewer.delete(`/api/dashboards/${body.id}`)).status).toBe(204)
  expect((await viewer.get(`/api/dashboards/${body.id}`)).status).toBe(404)
})

it('operators share it, those with edit access change it, owner and administrator delete it', async () => {
  expect((await viewer.post('/api/dashboards', dashboard({ sharing: 'read' }))).status).toBe(403)
  const { body } = await operator.post('/api/dashboards', dashboard({ sharing: 'read' }))
  const path = `/api/dashboards/${body.id}`
  expect((await viewer.get(path)).body).toMatchObject({ isOwner: false, canEdit: false, canDelete: false })
  expect((await admin.patch(path, { version: 1, name: 'Mine' })).status).toBe(403)
  expect((await operator.patch(path, { version: 1, sharing: 'edit' })).status).toBe(200)
  expect((await viewer.patch(path, { version: 2, name: 'Mine' })).status).toBe(403)
  expect((await admin.patch(path, { version: 2, name: 'Ours' })).body).toMatchObject({
    name: 'Ours',
    version: 3,
  })
  expect((await admin.patch(path, { version: 3, sharing: 'private' })).status).toBe(403)
  const { body: audit } = await admin.get('/api/audit?entityType=dashboard')
  expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(['update', 'update', 'create'])
  expect((await viewer.delete(path)).status).toBe(403)
  expect((await admin.delete(path)).status).toBe(204)
})

it('is restored unchanged, with its ID, by users who can delete it', async () => {
  const { body: own } = await viewer.post('/api/dashboards', dashboard())
  const path = `/api/dashboards/${own.id}`
  expect((await viewer.post(`${path}/restore`)).status).toBe(409)
  expect((await admin.post(`${path}/restore`)).status).toBe(404)
  await viewer.delete(path)
  // Not even the existence of other users' private dashboards shows.
  expect((await admin.post(`${path}/restore`)).status).toBe(404)
  expect((await operator.post(`${path}/restore`)).status).toBe(404)
  expect((await viewer.post(`${path}/restore`)).body).toEqual(own)
  expect((await viewer.get(path)).body).toEqual(own)
  expect((await viewer.post(`/api/dashboards/${crypto.randomUUID()}/restore`)).status).toBe(404)
})

it('is listed for a week after its deletion, for users who can restore it', async () => {
  const deleted = async (who: typeof admin) =>
    (await who.get('/api/dashboards/deleted')).body.items.map(({ name }: { name: string }) => name)
  const { body: own } = await viewer.post('/api/dashboards', dashboard({ name: 'Own' }))
  const { body: shared } = await operator.post(
    '/api/dashboards',
    dashboard({ name: 'Shared', sharing: 'read' }),
  )
  await viewer.delete(`/api/dashboards/${own.id}`)
  await operator.delete(`/api/dashboards/${shared.id}`)
  expect(await deleted(viewer)).toContain('Own')
  expect(await deleted(viewer)).not.toContain('Shared')
  expect((await deleted(operator))[0]).toBe('Shared')
  expect(await deleted(admin)).toContain('Shared')
  expect(await deleted(admin)).not.toContain('Own')
  const [first] = (await operator.get('/api/dashboards/deleted')).body.items
  expect(first).toMatchObject({ id: shared.id, sharing: 'read', isOwner: true, widgets: 1 })
  expect(Date.parse(first.restorableUntil) - Date.parse(first.deletedAt)).toBe(7 * 86_400_000)
  await operator.post(`/api/dashboards/${shared.id}/restore`)
  expect(await deleted(operator)).not.toContain('Shared')
  await operator.delete(`/api/dashboards/${shared.id}`)
})

it('returns to its owner when an administrator restores a shared one', async () => {
  const { body: shared } = await operator.post('/api/dashboards', dashboard({ sharing: 'edit' }))
  const path = `/api/dashboards/${shared.id}`
  await admin.delete(path)
  expect((await viewer.post(`${path}/restore`)).status).toBe(403)
  const { status, body } = await admin.post(`${path}/restore`)
  expect({ status, body }).toEqual({
    status: 200,
    body: { ...shared, isOwner: false, canEdit: true, canDelete: true },
  })
  const { items } = (await admin.get(`/api/audit?entityType=dashboard&entityId=${shared.id}`)).body
  expect(items.map(({ action }: { action: string }) => action)).toEqual(['restore', 'delete', 'create'])
})

it('refuses a stale version with the current dashboard, and impossible widgets', async () => {
  const { body } = await viewer.post('/api/dashboards', dashboard())
  const path = `/api/dashboards/${body.id}`
  await viewer.patch(path, { version: 1, name: 'Newer' })
  const stale = await viewer.patch(path, { version: 1, widgets: [] })
  expect(stale).toMatchObject({ status: 409, body: { code: 'stale-version', current: { name: 'Newer' } } })
  const refused = async (given: object) =>
    (await viewer.post('/api/dashboards', dashboard({ widgets: [widget(given)] }))).status
  expect(await refused({ width: 2 })).toBe(422)
  expect(await refused({ kind: 'slowest', tag: 'nightly' })).toBe(422)
  expect(await refused({ kind: 'top', pipelineId: crypto.randomUUID() })).toBe(422)
  const twice = dashboard({ widgets: [widget(), widget()] })
  expect((await viewer.post('/api/dashboards', twice)).status).toBe(422)
})

it('sums up the pipelines with a tag, over at most 93 days', async () => {
  const { status, body } = await viewer.get('/api/statistics/tagged?tag=nightly&timezone=Europe/Berlin')
  expect(status).toBe(200)
  expect(body).toMatchObject({ success: 0, successRate: null, p95DurationSeconds: null, unit: 'day' })
  expect(body.series.length).toBeGreaterThan(29)
  expect(body.percentilesProblem).toBeNull()
  const long = '/api/statistics/tagged?tag=nightly&from=2026-01-01T00:00:00Z'
  expect((await viewer.get(long)).status).toBe(422)
})
