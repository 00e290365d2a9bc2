import { expect, it } from 'vitest'

import type { Answer } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, admin } = await serverForFile(['admin'], { stubPlugins: true })

/** The sorted statuses of the same request, sent many times at once. */
async function atOnce(request: () => Promise<Answer>, count = 8): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, request))
  return answers.map(({ status }) => status).toSorted((a, b) => a - b)
}

/** One succeeded, the others are told that it is taken. */
const oneOf = (success: number, count = 8): number[] => [
  success,
  ...Array.from({ length: count - 1 }, () => 409),
]

it('one of many simultaneous invitations of the same address succeeds', async () => {
  const invite = () =>
    admin.post('/api/users/invite', { name: 'Ada', email: 'Ada@example.com', role: 'viewer' })
  expect(await atOnce(invite)).toEqual(oneOf(201))
})

it('one of many simultaneous additions of the same user succeeds', async () => {
  const add = () =>
    admin.post('/api/users', {
      name: 'Bob',
      email: 'bob@example.com',
      role: 'viewer',
      password: 'correct horse battery',
    })
  expect(await atOnce(add)).toEqual(oneOf(201))
})

it('one of two simultaneous uses of an invitation succeeds', async () => {
  const { body } = await admin.post('/api/users/invite', {
    name: 'Eve',
    email: 'eve@example.com',
    role: 'viewer',
  })
  const [, secret] = body.link.path.split('#')
  const use = () => server.client().post('/api/auth/use-link', { secret, password: 'correct horse battery' })
  const statuses = await atOnce(use)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.every((status) => [200, 404, 409].includes(status))).toBe(true)
  expect((await use()).status).toBe(404)
})

it('one of many simultaneous requests for a name succeeds, whatever the object', async () => {
  const pipeline = { name: 'Same', extractor: 'tap-stub', loader: 'target-stub' }
  expect(await atOnce(() => admin.post('/api/pipelines', pipeline))).toEqual(oneOf(201))
  const plugin = { name: 'tap-same', type: 'extractor' }
  expect(await atOnce(() => admin.post('/api/plugins', plugin))).toEqual(oneOf(201))
  const view = { page: 'pipelines', name: 'Same', query: '' }
  expect(await atOnce(() => admin.post('/api/views', view))).toEqual(oneOf(201))
})

it('one of many simultaneous renames to, or restores of, the same name succeeds', async () => {
  const others = await Promise.all(Array.from({ length: 6 }, () => createStubPipeline(admin)))
  const renamed = await Promise.all(
    others.map(({ id, version }) => admin.patch(`/api/pipelines/${id}`, { version, name: 'Wanted' })),
  )
  expect(renamed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual(oneOf(200, 6))
  const archived: string[] = []
  for (let index = 0; index < 4; index += 1) {
    const { id } = await createStubPipeline(admin, { name: 'Old' })
    await admin.delete(`/api/pipelines/${id}`)
    archived.push(id)
  }
  const restored = await Promise.all(archived.map((id) => admin.post(`/api/pipelines/${id}/restore`)))
  expect(restored.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual(oneOf(200, 4))
})

it('one of many simultaneous requests to execute a pipeline starts it', async () => {
  const { id } = await createStubPipeline(admin)
  expect(await atOnce(() => admin.post(`/api/pipelines/${id}/execute`, {}))).toEqual(oneOf(202))
})

it('every other simultaneous request is answered without a server error', async () => {
  const { id } = await createStubPipeline(admin)
  const { body: rule } = await admin.post('/api/alerts/rules', { name: 'Failed', condition: 'failure' })
  const requests: (() => Promise<Answer>)[] = [
    () => admin.post('/api/alerts/rules', { name: 'Rule', condition: 'failure' }),
    () => admin.post('/api/tokens', { name: 'machine', role: 'viewer' }),
    () => admin.post('/api/holds', { reason: 'Maintenance' }),
    () => admin.post('/api/samples'),
    () => admin.post('/api/pipelines/bulk', { action: 'deactivate', ids: [id] }),
    () => admin.delete(`/api/alerts/rules/${rule.id}`),
    () => admin.delete(`/api/pipelines/${id}`),
  ]
  for (const request of requests) {
    const statuses = await atOnce(request)
    expect(statuses.filter((status) => status >= 500)).toEqual([])
  }
})
