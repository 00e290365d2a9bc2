import { expect, it } from 'vitest'

import { subscribe } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor, operator } = await serverForFile(['editor', 'operator'], { stubPlugins: true })

const execute = async (pipeline: { id: string }, options?: object) =>
  (await operator.post(`/api/pipelines/${pipeline.id}/execute`, options)).body

it('executions wait with their own priority or that of their pipeline, each in its place', async () => {
  const normal = await createStubPipeline(editor)
  const low = await createStubPipeline(editor, { priority: 'low' })
  const high = await createStubPipeline(editor)
  expect([normal.priority, low.priority]).toEqual(['normal', 'low'])
  const first = await execute(normal)
  expect(first).toMatchObject({ priority: 'normal', queuePosition: { position: 1, total: 1 } })
  expect(await execute(low)).toMatchObject({ priority: 'low', queuePosition: { position: 2, total: 2 } })
  const urgent = await execute(high, { priority: 'high' })
  expect(urgent).toMatchObject({ priority: 'high', queuePosition: { position: 1, total: 3 } })
  const { body: list } = await operator.get('/api/executions?status=pending')
  expect(
    list.items.map((item: { queuePosition: { position: number } }) => item.queuePosition.position),
  ).toEqual([1, 3, 2])
  const admin = await server.as('admin')
  const { body: audit } = await admin.get(`/api/audit?entityType=execution&entityId=${urgent.id}`)
  expect(audit.items).toMatchObject([{ action: 'execute', changes: [{ path: 'priority', after: 'high' }] }])
})

it('operators change the order while an execution waits, sent live; later it is refused', async () => {
  const viewer = await server.as('viewer')
  const waiting = await execute(await createStubPipeline(editor))
  const path = `/api/executions/${waiting.id}/priority`
  await using socket = await viewer.connect()
  await subscribe(socket, `execution:${waiting.id}`)
  const told = new Promise((resolve) => socket.once('event', resolve))
  expect((await viewer.put(path, { priority: 'high' })).status).toBe(403)
  expect((await operator.put(path, { priority: 'urgent' })).status).toBe(422)
  expect(await operator.put(path, { priority: 'high' })).toMatchObject({
    status: 200,
    body: { priority: 'high', queuePosition: { position: 2, total: 4 } },
  })
  expect(await told).toMatchObject({ type: 'execution.changed', execution: { priority: 'high' } })
  await operator.post(`/api/executions/${waiting.id}/cancel`, {})
  const late = await operator.put(path, { priority: 'low' })
  expect(late).toMatchObject({ status: 409 })
  expect(late.text).toContain('It is no longer waiting.')
  expect((await viewer.get(`/api/executions/${waiting.id}`)).body.queuePosition).toBeNull()
})
