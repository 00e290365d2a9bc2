import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import { statementOf } from '../../../src/http/guards/access.ts'
import { endWaiting, failedBecause } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'
import { AUDITED, NOT_AUDITED, NOT_TRIED } from './audited-routes.ts'

const { server, admin } = await serverForFile(['admin'], { env: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

it('every route that changes something names its audit entry, or the reason for none', () => {
  const routes = server.running.app.routes
    .filter(({ method, handler }) => method !== 'GET' && statementOf(handler) !== undefined)
    .map(({ method, path }) => `${method} ${path}`)
  expect(routes.length).toBeGreaterThan(50)
  const listed = [AUDITED, NOT_TRIED, NOT_AUDITED].flatMap((table) => Object.keys(table))
  expect(listed.toSorted()).toEqual([...new Set(routes)].toSorted())
})

it('the audit log names the user for each of them', async () => {
  const left = new Set(Object.keys(AUDITED))
  /** Sends the request and compares the newest entries with the table. */
  const does = async (route: string, body?: unknown, id = '', client = admin, address?: string) => {
    const [method = '', pattern = ''] = route.split(' ')
    const path = address ?? pattern
    const newest = (await admin.get('/api/audit?limit=1')).body.items[0]?.id
    const answer = await client.send(method, path.replace(':id', id), body)
    if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${answer.text}`)
    const { items } = (await admin.get('/api/audit?limit=50')).body
    const until = items.findIndex((entry: { id: string }) => entry.id === newest)
    const told = items
      .slice(0, until === -1 ? undefined : until)
      .map((entry: { entityType: string; action: string }) => `${entry.entityType} ${entry.action}`)
    expect({ route, told }).toEqual({ route, told: expect.arrayContaining([AUDITED[route]]) })
    left.delete(route)
    return answer.body
  }

  const plugin = { name: 'tap-told', type: 'extractor', command: ['true'] }
  const { id: pluginId } = await does('POST /api/plugins', plugin)
  await does('PATCH /api/plugins/:id', { revision: 1, description: 'New' }, pluginId)
  await does('POST /api/plugins/:id/test', undefined, pluginId)
  await does('POST /api/plugins/:id/invoke', { option: 'help' }, pluginId)
  await does('POST /api/plugins/:id/try', { settings: {} }, pluginId)
  await does('DELETE /api/plugins/:id', undefined, pluginId)
  const project = { files: [{ path: 'meltano.yml', text: 'project_id: x' }], name: 'x', environment: null }
  const { fingerprint } = (await admin.post('/api/projects/preview', project)).body
  const { projectId } = await does('POST /api/projects/apply', { ...project, fingerprint })
  const { importedAt } = (await admin.get(`/api/projects/${projectId}/undo`)).body
  await does('POST /api/projects/:id/undo', { importedAt }, projectId)
  await does('POST /api/samples')
  const body = { extractor: 'tap-csv', loader: 'target-jsonl' }
  const template = { name: 'Ours', naming: '{who}', parameters: [{ name: 'who' }], body }
  const { id: templateId } = await does('POST /api/templates', template)
  const renamed = { ...template, name: 'Theirs', version: 1 }
  await does('PUT /api/templates/:id', renamed, templateId)
  const made = await admin.post(`/api/templates/${templateId}/pipelines`, { rows: [{ who: 'Ada' }] })
  await server.running.bulk.idle()
  const madeId = (await admin.get(`/api/bulk/${made.body.bulkId}`)).body.items[0].id
  await does('PATCH /api/pipelines/:id/template', { unlocked: true }, madeId)
  await does('DELETE /api/pipelines/:id/template', undefined, madeId)
  await does('DELETE /api/templates/:id', undefined, templateId)

  await registerStubPlugins(admin)
  const pipeline = { name: 'Told', extractor: 'tap-stub', loader: 'target-stub' }
  const { id } = await does('POST /api/pipelines', pipeline)
  await does('PATCH /api/pipelines/:id', { version: 1, name: 'Told again' }, id)
  const { text: exported } = await admin.get('/api/pipelines/export?search=Told')
  await does('POST /api/pipelines/import', {
    yaml: exported.replaceAll('Told again', 'Told anew'),
    dryRun: false,
  })
  await does('POST /api/pipelines/:id/discover', undefined, id)
  const { id: twin } = (await admin.post('/api/pipelines', { ...pipeline, name: 'Twin' })).body
  await does('POST /api/pipelines/:id/preview', {}, id)
  await does('POST /api/pipelines/preview', { draft: { extractor: 'tap-stub', mappers: [], config: {} } })
  await does('PUT /api/pipelines/:id/state', { value: { bookmarks: { a: 1 } } }, id)
  const backend = { kind: 'folder', path: server.dataDir }
  const own = { stateId: 'Told', pipelineId: id }
  await does('POST /api/meltano/states/write', { backend, states: [{ ...own, fingerprint: null }] })
  await does('PATCH /api/pipelines/:id/state', { bookmarks: { b: 2 } }, id)
  await does('POST /api/pipelines/:id/state/copy', { pipelineId: id }, twin)
  const { states } = (await admin.post('/api/meltano/states/find', { backend, environment: null })).body
  const taken = [{ ...own, pipelineId: twin, version: 1, fingerprint: states[0].fingerprint }]
  await does('POST /api/meltano/states/import', { backend, states: taken })
  await does('DELETE /api/pipelines/:id/state', undefined, id)
  await does('POST /api/pipelines/:id/state/restore', { restoreVersion: 1 }, id)
  await does('POST /api/pipelines/:id/state/import', { text: '{"singer_state":{"a":1}}' }, id)
  const { version } = (await admin.get(`/api/pipelines/${id}`)).body
  await does('PUT /api/pipelines/:id/streams', { version, select: ['orders.*'] }, id)
  const file = JSON.stringify({ streams: [{ tap_stream_id: 'orders', schema: {} }] })
  const { id: catalogId } = (await admin.post('/api/plugins', { ...plugin, name: 'tap-catalog' })).body
  expect(catalogId).toBeDefined()
  const chosen = { name: 'With a catalogue', extractor: 'tap-catalog', loader: 'target-stub' }
  const { id: chosenId } = (await admin.post('/api/pipelines', chosen)).body
  const { revision, used } = await does(
    'POST /api/pipelines/:id/catalog',
    { revision: 0, catalog: file },
    chosenId,
  )
  const pinned = await does('PUT /api/pipelines/:id/catalog/pin', { revision, version: used.id }, chosenId)
  const unpin = `/api/pipelines/:id/catalog/pin?revision=${pinned.revision}`
  await does('DELETE /api/pipelines/:id/catalog/pin', undefined, chosenId, admin, unpin)
  await does('POST /api/pipelines/:id/execute', {}, id)
  await does('POST /api/pipelines/:id/cancel', {}, id)
  const { id: executionId } = (await admin.post(`/api/pipelines/${id}/execute`, {})).body
  await does('PUT /api/executions/:id/priority', { priority: 'high' }, executionId)
  await does('POST /api/executions/:id/cancel', {}, executionId)
  await does('POST /api/executions/:id/retry', undefined, executionId)
  const failed = await fail()
  await does('POST /api/executions/:id/acknowledge', {}, failed)
  await does('DELETE /api/executions/:id/acknowledge', undefined, failed)
  await does('POST /api/executions/:id/comments', { body: 'Looking at it' }, failed)
  const { notes } = await does('POST /api/executions/:id/notes', { body: 'Known' }, failed)
  const note = `/api/executions/:id/notes/${notes[0].id}`
  await does('PATCH /api/executions/:id/notes/:noteId', { body: 'Known well' }, failed, admin, note)
  await does('DELETE /api/executions/:id/notes/:noteId', undefined, failed, admin, note)
  const { items: causes } = (await admin.get('/api/failures')).body
  await does('PUT /api/failures/:id/assignee', { userId: null }, causes[0].id)
  await does('POST /api/failures/:id/acknowledge', {}, causes[0].id)
  await does('DELETE /api/failures/:id/acknowledge', undefined, causes[0].id)
  await does('POST /api/failures/:id/comments', { body: 'All of them' }, causes[0].id)
  await does('DELETE /api/pipelines/:id', undefined, id)
  await does('POST /api/pipelines/:id/restore', undefined, id)

  await does('PUT /api/nodes/limit', { limit: 3 })
  const view = { page: 'pipelines', name: 'Ours', query: 'status=failed', shared: true }
  const { id: viewId } = await does('POST /api/views', view)
  await does('PATCH /api/views/:id', { shared: false }, viewId)
  await admin.patch(`/api/views/${viewId}`, { shared: true })
  await does('DELETE /api/views/:id', undefined, viewId)
  const board = { name: 'Nights', sharing: 'read' }
  const { id: boardId } = await does('POST /api/dashboards', board)
  await does('PATCH /api/dashboards/:id', { version: 1, name: 'Days' }, boardId)
  await does('DELETE /api/dashboards/:id', undefined, boardId)
  await does('POST /api/dashboards/:id/restore', undefined, boardId)

  const { id: ruleId } = await does('POST /api/alerts/rules', { name: 'Fails', condition: 'failure' })
  await does('PATCH /api/alerts/rules/:id', { name: 'Fails once' }, ruleId)
  await does('POST /api/alerts/rules/:id/mute', { until: '2126-01-01T00:00:00Z' }, ruleId)
  await does('DELETE /api/alerts/rules/:id', undefined, ruleId)
  const settings = { kind: 'webhook', url: 'http://127.0.0.1:9/' }
  const { id: channelId } = await does('POST /api/alerts/channels', { name: 'Hook', settings })
  await does('PATCH /api/alerts/channels/:id', { name: 'The hook' }, channelId)
  const { deliveryId } = await does('POST /api/alerts/channels/:id/test', undefined, channelId)
  await does('POST /api/alerts/deliveries/:id/send-again', undefined, deliveryId)
  await does('DELETE /api/alerts/channels/:id', undefined, channelId)

  await does('POST /api/schedules/pause')
  await does('POST /api/schedules/resume')
  const { id: holdId } = await does('POST /api/holds', { reason: 'Maintenance' })
  await does('DELETE /api/holds/:id', undefined, holdId)
  await does('PUT /api/openlineage/connection', { ...NO_OPEN_LINEAGE, namespace: 'here' })
  const told = { eventTime: '2026-11-29T10:00:00Z', producer: 'urn:dbt', schemaURL: 'urn:openlineage' }
  await does('POST /api/openlineage', { ...told, job: { namespace: 'dbt', name: 'Told' } })
  const [job] = (await admin.get('/api/openlineage/jobs')).body.items
  await does('DELETE /api/openlineage/jobs/:id', undefined, job.id)
  await does('PUT /api/retention', { ...DEFAULT_RETENTION, logDays: 300 })
  await does('POST /api/retention/passes')

  const password = 'correct horse battery'
  const ada = { name: 'Ada', email: 'ada@example.com', role: 'viewer' }
  const { id: userId } = await does('POST /api/users', { ...ada, password })
  await does('PATCH /api/users/:id', { role: 'editor' }, userId)
  await does('POST /api/users/invite', { ...ada, email: 'bob@example.com' })
  const { path } = await does('POST /api/users/:id/link', undefined, userId)
  const linked = { secret: path.split('#')[1], password }
  await does('POST /api/auth/use-link', linked, '', server.client())

  const herself = await server.client().signIn(ada.email, password)
  const other = await server.client().signIn(ada.email, password)
  const sessions = (await other.get('/api/me/sessions')).body.items
  const first = sessions.find((session: { isCurrent: boolean }) => !session.isCurrent)
  await does('DELETE /api/me/sessions/:id', undefined, first.id, other)
  expect((await herself.get('/api/me')).status).toBe(401)
  await does('PATCH /api/me', { name: 'Ada L.' }, '', other)
  const change = { currentPassword: password, newPassword: 'another horse battery' }
  await does('POST /api/me/password', change, '', other)
  const { token } = await does('POST /api/tokens', { name: 'For a script', role: 'viewer' })
  await does('DELETE /api/tokens/:id', undefined, token.id)

  expect([...left]).toEqual([])
})

it('a private view leaves no audit entry', async () => {
  const view = { page: 'pipelines', name: 'Mine alone', query: 'status=failed' }
  const { id } = (await admin.post('/api/views', view)).body
  await admin.patch(`/api/views/${id}`, { name: 'Still mine' })
  await admin.delete(`/api/views/${id}`)
  expect((await admin.get(`/api/audit?entityType=view&entityId=${id}`)).body.items).toEqual([])
})

/** An execution that failed; a waiting one before it is ended first. */
async function fail(): Promise<string> {
  const { id } = await createStubPipeline(admin)
  await admin.post(`/api/pipelines/${id}/execute`, {})
  return endWaiting(server.running.context, failedBecause('no route to host'))
}
