import { totalsOf } from '@flx/shared/executions/execution'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import { statedBy } from '../../../src/http/guards/access.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stub-plugins.ts'

/** What the audit log says of a request: entity and action. */
const AUDITED: Record<string, string> = {
  'POST /api/pipelines': 'pipeline create',
  'POST /api/pipelines/import': 'pipeline create',
  'PATCH /api/pipelines/:id': 'pipeline update',
  'DELETE /api/pipelines/:id': 'pipeline archive',
  'POST /api/pipelines/:id/restore': 'pipeline restore',
  'POST /api/pipelines/:id/execute': 'execution execute',
  'POST /api/pipelines/:id/cancel': 'execution cancel',
  'POST /api/pipelines/:id/discover': 'pipeline discover',
  'POST /api/pipelines/:id/preview': 'pipeline preview',
  'PUT /api/pipelines/:id/state': 'pipeline set-state',
  'PATCH /api/pipelines/:id/state': 'pipeline set-state',
  'DELETE /api/pipelines/:id/state': 'pipeline reset-state',
  'POST /api/pipelines/:id/state/restore': 'pipeline set-state',
  'POST /api/pipelines/:id/state/copy': 'pipeline set-state',
  'POST /api/pipelines/:id/state/import': 'pipeline set-state',
  'PUT /api/pipelines/:id/streams': 'pipeline update',
  'POST /api/pipelines/:id/catalog': 'pipeline upload',
  'PUT /api/pipelines/:id/catalog/pin': 'pipeline pin',
  'DELETE /api/pipelines/:id/catalog/pin': 'pipeline unpin',
  'POST /api/executions/:id/cancel': 'execution cancel',
  'POST /api/executions/:id/retry': 'execution retry',
  'POST /api/executions/:id/acknowledge': 'execution acknowledge',
  'DELETE /api/executions/:id/acknowledge': 'execution acknowledge',
  'POST /api/executions/:id/comments': 'execution comment',
  'POST /api/executions/:id/notes': 'execution comment',
  'PATCH /api/executions/:id/notes/:noteId': 'execution update',
  'DELETE /api/executions/:id/notes/:noteId': 'execution update',
  'PUT /api/executions/:id/priority': 'execution update',
  'PUT /api/failures/:id/assignee': 'failure assign',
  'POST /api/failures/:id/acknowledge': 'failure acknowledge',
  'DELETE /api/failures/:id/acknowledge': 'failure acknowledge',
  'POST /api/failures/:id/comments': 'failure comment',
  'POST /api/plugins': 'plugin create',
  'PATCH /api/plugins/:id': 'plugin update',
  'DELETE /api/plugins/:id': 'plugin delete',
  'POST /api/plugins/:id/test': 'plugin test',
  'POST /api/plugins/:id/invoke': 'plugin invoke',
  'POST /api/plugins/:id/try': 'plugin test',
  'POST /api/projects/apply': 'project import',
  'POST /api/meltano/states/take': 'pipeline set-state',
  'POST /api/meltano/states/write': 'pipeline export',
  'POST /api/samples': 'pipeline create',
  'POST /api/views': 'view create',
  'PATCH /api/views/:id': 'view update',
  'DELETE /api/views/:id': 'view delete',
  'POST /api/alerts/rules': 'alert-rule create',
  'PATCH /api/alerts/rules/:id': 'alert-rule update',
  'POST /api/alerts/rules/:id/mute': 'alert-rule mute',
  'DELETE /api/alerts/rules/:id': 'alert-rule delete',
  'POST /api/alerts/channels': 'alert-channel create',
  'PATCH /api/alerts/channels/:id': 'alert-channel update',
  'POST /api/alerts/channels/:id/test': 'alert-channel test',
  'POST /api/alerts/deliveries/:id/send-again': 'alert-channel retry',
  'DELETE /api/alerts/channels/:id': 'alert-channel delete',
  'POST /api/schedules/pause': 'schedule pause',
  'POST /api/schedules/resume': 'schedule resume',
  'POST /api/holds': 'hold create',
  'DELETE /api/holds/:id': 'hold delete',
  'PUT /api/retention': 'setting update',
  'POST /api/retention/passes': 'setting execute',
  'POST /api/users': 'user create',
  'POST /api/users/invite': 'user create',
  'POST /api/users/:id/link': 'user reset',
  'PATCH /api/users/:id': 'user update',
  'POST /api/auth/use-link': 'user update',
  'PATCH /api/me': 'user update',
  'POST /api/me/password': 'user update',
  'DELETE /api/me/sessions/:id': 'session revoke',
  'POST /api/tokens': 'token create',
  'DELETE /api/tokens/:id': 'token delete',
}

/** Audited as well, but not tried here: they need an installer, a loaded row, a hub, an incident, or a server without people. */
const NOT_TRIED: Record<string, string> = {
  // Needs a folder that is followed: follow-project.test.ts.
  'POST /api/projects/write-back': 'project import',
  'POST /api/executions/:id/rows': 'execution look',
  'POST /api/executions/reports': 'execution execute',
  'POST /api/pipelines/:id/catalog/accept': 'pipeline accept',
  'POST /api/setup': 'user set-up',
  'POST /api/plugins/:id/install': 'plugin install',
  'POST /api/plugins/:id/upgrade': 'plugin upgrade',
  'POST /api/plugins/:id/installation/cancel': 'plugin cancel',
  'POST /api/plugins/:id/remedy': 'plugin update, as an edit, and plugin install',
  'POST /api/plugins/:id/roll-back': 'plugin roll-back',
  'POST /api/audit/:id/undo': 'pipeline update, as an edit',
  'POST /api/plugins/:id/uninstall': 'plugin uninstall',
  'POST /api/plugins/:id/variant': 'plugin update, as an edit',
  'POST /api/plugins/:id/describe': 'plugin update, as an edit',
  'POST /api/alerts/incidents/:id/acknowledge': 'the handler of executions',
  'DELETE /api/alerts/incidents/:id/acknowledge': 'the handler of executions',
  'POST /api/alerts/incidents/:id/comments': 'the handler of executions',
}

const NOT_AUDITED: Record<string, string> = {
  'POST /api/projects/preview': 'It changes nothing.',
  'POST /api/projects/write-back/preview': 'It changes nothing.',
  'POST /api/meltano/states/find': 'It changes nothing.',
  'POST /api/meltano/states/compare': 'It changes nothing.',
  'POST /api/pipelines/bulk': 'Each item has an entry of its own.',
  'POST /api/executions/bulk': 'Each item has an entry of its own.',
  'POST /api/failures/:id/retry': 'Each execution has an entry of its own.',
  'POST /api/plugins/bulk': 'Each item has an entry of its own.',
  'POST /api/bulk/:id/undo': 'Each item has an entry of its own.',
  'DELETE /api/pipelines/:id/discover': 'Nothing is changed: who asked has an entry.',
  'POST /api/bulk/:id/cancel': 'Nothing is changed: items that are left are not begun.',
  'POST /api/auth/sign-in/email': 'No change; the list of sessions shows it.',
  'POST /api/auth/sign-out': 'No change; the list of sessions shows it.',
  'POST /api/auth/check-link': 'Looks at a link.',
  'POST /api/retention/preview': 'Counts.',
  'POST /api/storage/measure': 'Counts.',
  'POST /api/executions/:id/report/lines': 'The start has an entry.',
  'POST /api/executions/:id/report/end': 'The start has an entry.',
}

const { server, admin } = await serverForFile(['admin'], { env: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

it('every route that changes something says what the audit log tells of it, or why nothing', () => {
  const routes = server.running.app.routes
    .filter(({ method, handler }) => method !== 'GET' && statedBy(handler) !== undefined)
    .map(({ method, path }) => `${method} ${path}`)
  expect(routes.length).toBeGreaterThan(50)
  const listed = [AUDITED, NOT_TRIED, NOT_AUDITED].flatMap((table) => Object.keys(table))
  expect(listed.toSorted()).toEqual([...new Set(routes)].toSorted())
})

it('the audit log tells of each of them who did it', async () => {
  const left = new Set(Object.keys(AUDITED))
  /** Sends the request and holds the newest entries against the table. */
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
  await does('POST /api/plugins/:id/invoke', { what: 'help' }, pluginId)
  await does('POST /api/plugins/:id/try', { settings: {} }, pluginId)
  await does('DELETE /api/plugins/:id', undefined, pluginId)
  const project = { files: [{ path: 'meltano.yml', text: 'project_id: x' }], name: 'x', environment: null }
  const { reviewed } = (await admin.post('/api/projects/preview', project)).body
  await does('POST /api/projects/apply', { ...project, reviewed })
  await does('POST /api/samples')

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
  await does('PUT /api/pipelines/:id/state', { value: { bookmarks: { a: 1 } } }, id)
  const backend = { kind: 'folder', path: server.dataDir }
  const own = { stateId: 'Told', pipelineId: id }
  await does('POST /api/meltano/states/write', { backend, writes: [{ ...own, fingerprint: null }] })
  await does('PATCH /api/pipelines/:id/state', { bookmarks: { b: 2 } }, id)
  await does('POST /api/pipelines/:id/state/copy', { pipelineId: id }, twin)
  const { states } = (await admin.post('/api/meltano/states/find', { backend, environment: null })).body
  const takes = [{ ...own, pipelineId: twin, version: 1, fingerprint: states[0].fingerprint }]
  await does('POST /api/meltano/states/take', { backend, takes })
  await does('DELETE /api/pipelines/:id/state', undefined, id)
  await does('POST /api/pipelines/:id/state/restore', { restore: 1 }, id)
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

  const view = { page: 'pipelines', name: 'Ours', query: 'status=failed', shared: true }
  const { id: viewId } = await does('POST /api/views', view)
  await does('PATCH /api/views/:id', { shared: false }, viewId)
  await admin.patch(`/api/views/${viewId}`, { shared: true })
  await does('DELETE /api/views/:id', undefined, viewId)

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

it('a view that nobody else sees is nobody else’s business', async () => {
  const view = { page: 'pipelines', name: 'Mine alone', query: 'status=failed' }
  const { id } = (await admin.post('/api/views', view)).body
  await admin.patch(`/api/views/${id}`, { name: 'Still mine' })
  await admin.delete(`/api/views/${id}`)
  expect((await admin.get(`/api/audit?entityType=view&entityId=${id}`)).body.items).toEqual([])
})

/** An execution that failed, as a worker would write it. */
async function fail(): Promise<string> {
  const { id } = await createStubPipeline(admin)
  const { executions } = server.running.context
  // Whatever waits before it is taken, too.
  await admin.post(`/api/pipelines/${id}/execute`, {})
  const token = crypto.randomUUID()
  const claimed = await executions.claim('test', token, new Date(), 30)
  if (claimed === undefined) throw new Error('No execution was waiting')
  await executions.finish(
    { executionId: claimed.id, token },
    {
      status: 'failed',
      outcome: 'errored',
      errorMessage: 'no route to host',
      errorLines: [],
      ...totalsOf([]),
      streams: [],
      steps: [],
      logLines: 0,
    },
    new Date().toISOString(),
  )
  return claimed.id
}
