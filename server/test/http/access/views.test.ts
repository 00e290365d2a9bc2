import { expect, it } from 'vitest'

import type { Client } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server, operator, viewer, admin } = await serverForFile(['operator', 'viewer', 'admin'])

const view = (given: object = {}) => ({
  page: 'pipelines',
  name: `View ${crypto.randomUUID()}`,
  query: 'lastStatus=failed&view=table',
  ...given,
})
const names = async (client: Client): Promise<string[]> =>
  (await client.get('/api/views?page=pipelines')).body.items.map(({ name }: { name: string }) => name)

it('a private view is visible to its owner only', async () => {
  const { status, body } = await viewer.post('/api/views', view())
  expect(status).toBe(201)
  expect(body).toMatchObject({ shared: false, isOwner: true, owner: { name: 'The viewer' } })
  expect(await names(viewer)).toContain(body.name)
  expect(await names(admin)).not.toContain(body.name)
  expect((await admin.patch(`/api/views/${body.id}`, { name: 'x' })).status).toBe(404)
  expect((await admin.delete(`/api/views/${body.id}`)).status).toBe(404)
  expect((await viewer.delete(`/api/views/${body.id}`)).status).toBe(204)
  expect((await viewer.delete(`/api/views/${body.id}`)).status).toBe(404)
})

it('operators share views; others use them, their owner changes them, administrators delete them', async () => {
  expect((await viewer.post('/api/views', view({ shared: true }))).status).toBe(403)
  const own = await viewer.post('/api/views', view())
  expect((await viewer.patch(`/api/views/${own.body.id}`, { shared: true })).status).toBe(403)

  const { body } = await operator.post('/api/views', view())
  const shared = await operator.patch(`/api/views/${body.id}`, { shared: true, query: 'tag=x' })
  expect(shared.body).toMatchObject({ shared: true, query: 'tag=x', name: body.name })
  expect(await names(viewer)).toContain(body.name)
  expect((await viewer.patch(`/api/views/${body.id}`, { name: 'x' })).status).toBe(403)
  expect((await viewer.delete(`/api/views/${body.id}`)).status).toBe(403)
  expect((await admin.delete(`/api/views/${body.id}`)).status).toBe(204)
})

it('a name is used once per owner and page', async () => {
  const first = view()
  expect((await viewer.post('/api/views', first)).status).toBe(201)
  const again = await viewer.post('/api/views', { ...first, name: first.name.toUpperCase() })
  expect(again.status).toBe(409)
  expect(again.body.errors[0].path).toBe('name')
  expect((await operator.post('/api/views', first)).status).toBe(201)
})

it.each([
  [{ page: 'settings' }, 'page'],
  [{ name: ' ' }, 'name'],
  [{ name: 'x'.repeat(81) }, 'name'],
  [{ query: '?a=1' }, 'query'],
  [{ query: 'a b' }, 'query'],
  [{ query: 'x'.repeat(2001) }, 'query'],
  [{ colour: 'red' }, 'colour'],
])('refuses %o', async (given, path) => {
  const { status, body } = await viewer.post('/api/views', view(given))
  expect(status).toBe(422)
  expect(body.errors[0].path).toBe(path)
})

it('an empty change is refused, and so is a request without a session', async () => {
  const { body } = await viewer.post('/api/views', view())
  expect((await viewer.patch(`/api/views/${body.id}`, {})).status).toBe(422)
  expect((await server.client().get('/api/views')).status).toBe(401)
  expect((await viewer.get('/api/views?page=odd')).status).toBe(422)
})

it('a shared view is changed by operators only, also with a weaker token of its owner', async () => {
  const operator = await server.as('operator')
  const { body: view } = await operator.post('/api/views', {
    page: 'pipelines',
    name: 'Seen by all',
    query: '',
    shared: true,
  })
  const { body: made } = await operator.post('/api/tokens', { name: 'weak', role: 'viewer' })
  const byToken = (body: object) =>
    server.client().send('PATCH', `/api/views/${view.id}`, body, { authorization: `Bearer ${made.value}` })
  expect((await byToken({ query: 'status=active' })).status).toBe(403)
  expect((await byToken({ shared: false })).status).toBe(200)
})
