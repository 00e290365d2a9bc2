import { expect, it } from 'vitest'

import { subscribe } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor, operator } = await serverForFile(['editor', 'operator'], {
  env: { FLX_CONCURRENCY: '1' },
  stubPlugins: true,
})

it('operators create and end a hold, sent live and audited; waiting executions name it', async () => {
  const viewer = await server.as('viewer')
  await using socket = await viewer.connect()
  await subscribe(socket, 'holds')
  const told = new Promise((resolve) => socket.once('event', resolve))
  const pipeline = await createStubPipeline(editor)
  expect((await viewer.post('/api/holds', { reason: 'no' })).status).toBe(403)
  for (const [body, path] of [
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'x', plugin: 'tap-nowhere' }, 'plugin'],
    [{ reason: 'x', until: '2020-01-01T00:00:00Z' }, 'until'],
  ] as const)
    expect(await operator.post('/api/holds', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    })

  const until = new Date(Date.now() + 3_600_000).toISOString()
  const made = await operator.post('/api/holds', {
    plugin: pipeline.extractor,
    reason: 'Source is down',
    until,
  })
  expect(made).toMatchObject({ status: 201, body: { reason: 'Source is down', until, by: 'The operator' } })
  expect(await told).toMatchObject({ type: 'holds.changed' })
  expect((await viewer.get('/api/holds')).body.items).toEqual([made.body])

  const { body: execution } = await operator.post(`/api/pipelines/${pipeline.id}/execute`)
  const details = {
    plugin: pipeline.extractor,
    until,
    limit: null,
    hold: { id: made.body.id, reason: 'Source is down', by: 'The operator' },
  }
  const waiting = { waitingFor: 'hold', waitingDetails: details }
  expect(execution).toMatchObject(waiting)
  const { body: list } = await viewer.get('/api/executions')
  expect(list.items[0]).toMatchObject({ id: execution.id, ...waiting })

  expect((await operator.delete(`/api/holds/${made.body.id}`)).status).toBe(204)
  expect((await operator.delete(`/api/holds/${made.body.id}`)).status).toBe(404)
  expect((await viewer.get(`/api/executions/${execution.id}`)).body).toMatchObject({
    waitingFor: 'no-worker',
  })
  const admin = await server.as('admin')
  const { body: audit } = await admin.get('/api/audit?entityType=hold')
  expect(audit.items).toMatchObject([
    { action: 'delete', entityName: pipeline.extractor, actorName: 'The operator' },
    { action: 'create', entityName: pipeline.extractor },
  ])
})

it('an execution names its plugin that is at its limit, then that no place is free', async () => {
  const { executions, nodes } = server.running.context
  await nodes.join({
    ...{ name: 'worker', startId: 's', version: '1', roles: ['worker'], labels: [], isReserved: false },
    ...{ host: 'here', pid: 1, concurrency: 1 },
  })
  await executions.claim('worker', 'token', () => new Date(), 30)
  const pipeline = await createStubPipeline(editor)
  const { body: pending } = await operator.post(`/api/pipelines/${pipeline.id}/execute`)
  expect(pending).toMatchObject({ waitingFor: 'slot', waitingDetails: { limit: 1, plugin: null } })
  const { body: plugins } = await editor.get(`/api/plugins?search=${pipeline.extractor}`)
  const [plugin] = plugins.items
  expect(plugin.maxConcurrent).toBeNull()
  const limit = (maxConcurrent: unknown, revision = plugin.revision) =>
    editor.patch(`/api/plugins/${plugin.id}`, { revision, maxConcurrent })
  expect((await limit(0)).status).toBe(422)
  expect((await limit(1)).body).toMatchObject({ maxConcurrent: 1, revision: plugin.revision + 1 })
  expect((await operator.get(`/api/executions/${pending.id}`)).body).toMatchObject({
    waitingFor: 'plugin-limit',
    waitingDetails: { plugin: pipeline.extractor, limit: 1, hold: null },
  })
})
