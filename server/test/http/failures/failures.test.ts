import { expect, it } from 'vitest'

import { aStep, endWaiting, failedBecause } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, admin, operator } = await serverForFile(['admin', 'operator'], {
  env: { FLX_ROLES: 'web,scheduler' },
  stubPlugins: true,
})

/** Executes a pipeline to its end. */
async function end(pipelineId: string, error: string | null): Promise<string> {
  const { body } = await admin.post(`/api/pipelines/${pipelineId}/execute`, {})
  await endWaiting(server.running.context, {
    ...(error !== null && failedBecause(`tap-stub exited with code 1: ${error}`)),
    steps: [{ ...aStep('extract', error === null ? 'success' : 'failed'), plugin: 'tap-stub' }],
  })
  return body.id
}

/** The cause once it is in that state; checks again after each change of a cause. */
async function causeIn(id: string, state: string) {
  const { events } = server.running.context
  for (;;) {
    const change = Promise.withResolvers<void>()
    const stop = events.onAppend(change.resolve, ['failures.changed'])
    const { body } = await admin.get(`/api/failures/${id}`)
    if (body.state !== state) await change.promise
    stop()
    if (body.state === state) return body
  }
}

const causeOf = async (search: string) =>
  (await admin.get(`/api/failures?search=${encodeURIComponent(search)}`)).body.items[0]

it('a cause gathers its failures, and recovers with the last pipeline', async () => {
  const one = await createStubPipeline(admin)
  const other = await createStubPipeline(admin)
  await end(one.id, 'Could not gather part 17 of 20')
  const newest = await end(other.id, 'Could not gather part 3 of 8')
  const cause = await causeOf('could not gather')
  expect(cause).toMatchObject({
    ...{ plugin: 'tap-stub', step: 'extract', state: 'open', failures: 2, affected: 2, failing: 2 },
    ...{ title: 'Could not gather part … of …', newestExecutionId: newest },
  })
  expect((await admin.get(`/api/executions/${newest}`)).body.cause).toEqual({
    ...{ id: cause.id, title: cause.title, state: 'open', failures: 2 },
  })
  const { body: pipelines } = await admin.get(`/api/failures/${cause.id}/pipelines`)
  expect(pipelines).toMatchObject({ items: [{ pipelineId: other.id }, { pipelineId: one.id }], total: 2 })
  const { body: summary } = await admin.get('/api/failures/summary')
  expect(summary.failingPipelines).toBeGreaterThanOrEqual(2)

  await end(one.id, null)
  expect((await admin.get(`/api/failures/${cause.id}`)).body.state).toBe('open')
  await end(other.id, null)
  expect(await causeIn(cause.id, 'recovered')).toMatchObject({ failing: 0, affected: 2 })
})

it('a cause is acknowledged, commented on and assigned as a whole', async () => {
  const { id } = await createStubPipeline(admin)
  await end(id, 'Could not assign at 10:00')
  const cause = await causeOf('could not assign')
  const path = `/api/failures/${cause.id}`
  const { users, plugins } = (await operator.get('/api/failures/choices')).body
  expect(plugins).toContain('tap-stub')
  const [user] = users
  expect((await operator.send('PUT', `${path}/assignee`, { userId: user.id })).body.assignee).toEqual(user)
  const refused = await operator.send('PUT', `${path}/assignee`, { userId: 'nobody' })
  expect(refused).toMatchObject({ status: 422 })
  const notes = await operator.post(`${path}/acknowledge`, { comment: 'Before 08:45' })
  expect(notes.body).toMatchObject({
    acknowledgement: { by: 'The operator' },
    comments: [{ body: 'Before 08:45' }],
  })
  expect((await admin.get(path)).body).toMatchObject({ state: 'acknowledged', comments: 1 })
  await operator.send('DELETE', `${path}/acknowledge`)
  expect((await admin.get(path)).body).toMatchObject({ state: 'open' })
})

it('every pipeline that is still failing is retried', async () => {
  const pipelines = [await createStubPipeline(admin), await createStubPipeline(admin)]
  for (const { id } of pipelines) await end(id, 'Could not retry 5 times')
  const cause = await causeOf('could not retry')
  const { status, body } = await operator.post(`/api/failures/${cause.id}/retry`)
  expect(status).toBe(202)
  await server.running.bulk.idle()
  const report = (await admin.get(`/api/bulk/${body.bulkId}`)).body
  expect(report).toMatchObject({ status: 'finished', total: 2, done: 2, failed: 0 })
  const { executions } = server.running.context
  for (const { id } of pipelines) {
    const [waiting] = await executions.unfinishedOf(id)
    expect(waiting?.trigger).toBe('retry')
    await admin.post(`/api/pipelines/${id}/cancel`)
  }
})

it('viewers can look, and an unknown cause is not found', async () => {
  const viewer = await server.as('viewer')
  const cause = await causeOf('')
  expect((await viewer.get('/api/failures?state=open&sort=-lastSeenAt&limit=1')).body.items).toHaveLength(1)
  expect((await viewer.post(`/api/failures/${cause.id}/retry`)).status).toBe(403)
  expect((await viewer.get(`/api/failures/${crypto.randomUUID()}`)).status).toBe(404)
  expect((await viewer.get('/api/failures/no-id')).status).toBe(404)
})

it('an edit shortly before the first failure is the likely trigger, and can be undone', async () => {
  const { id } = await createStubPipeline(admin, { timeoutSeconds: 600 })
  await createStubPipeline(admin)
  const { version } = (await admin.get(`/api/pipelines/${id}`)).body
  await admin.patch(`/api/pipelines/${id}`, {
    version,
    timeoutSeconds: 60,
    config: { 'tap-stub': { host: 'wrong.example', 'auth.password': 'hunter2hunter2' } },
  })
  await admin.patch(`/api/pipelines/${id}`, { version: version + 1, timeoutSeconds: 61 })
  await end(id, 'Could not connect on try 4')
  const cause = await causeOf('could not connect')
  const viewer = await server.as('viewer')
  const { body } = await viewer.get(`/api/failures/${cause.id}/triggers`)
  expect(body.triggers[0]).toMatchObject({
    ...{ kind: 'pipeline-edit', by: 'The admin', subject: { id }, revertAction: 'undo-edit' },
    changes: [{ path: 'timeoutSeconds', before: 60, after: 61 }],
  })
  // An edit with a secret cannot be undone from the log, and does not show it.
  expect(body.triggers[1]).toMatchObject({ kind: 'pipeline-edit', revertAction: null })
  expect(JSON.stringify(body)).not.toContain('hunter2')
  const undo = `/api/audit/${body.triggers[0].auditId}/undo`
  expect((await operator.post(undo)).status).toBe(403)
  expect((await admin.post(undo)).body).toMatchObject({ timeoutSeconds: 60 })
  // Its values have changed since.
  expect(await admin.post(undo)).toMatchObject({ status: 409 })
  expect((await admin.post(`/api/audit/${body.triggers[1].auditId}/undo`)).status).toBe(409)
  expect((await admin.post(`/api/audit/${crypto.randomUUID()}/undo`)).status).toBe(404)
})

it('a comment on one execution applies to all that failed for the same cause', async () => {
  const [one, other] = [await createStubPipeline(admin), await createStubPipeline(admin)]
  const failed = [await end(one.id, 'Could not share 1 note'), await end(other.id, 'Could not share 2 notes')]
  await operator.post(`/api/executions/${failed[0]}/acknowledge`, { comment: 'Known' })
  const cause = await causeOf('could not share')
  expect(cause).toMatchObject({ state: 'acknowledged', acknowledgement: { by: 'The operator' }, comments: 1 })
  for (const id of failed) {
    expect((await admin.get(`/api/executions/${id}/notes`)).body).toMatchObject({
      acknowledgement: { by: 'The operator' },
      comments: [{ body: 'Known' }],
    })
  }
  await operator.send('DELETE', `/api/executions/${failed[1]}/acknowledge`)
  expect((await admin.get(`/api/failures/${cause.id}`)).body).toMatchObject({ state: 'open', comments: 1 })
})

it('a secret of another pipeline in a comment on a failure is never stored', async () => {
  const secret = 'acc-said-4711-zz'
  await createStubPipeline(admin, { config: { 'tap-stub': { account: secret } } })
  const pipeline = await createStubPipeline(admin)
  const id = await end(pipeline.id, 'Could not keep quiet')
  await operator.post(`/api/executions/${id}/acknowledge`, { comment: `Login ${secret} fails` })
  const { id: causeId } = await causeOf('could not keep quiet')
  const said = await operator.post(`/api/failures/${causeId}/comments`, { body: `key=${secret}` })
  expect(said.body.comments.map((comment: { body: string }) => comment.body)).toEqual([
    'Login *** fails',
    'key=***',
  ])
  expect((await admin.get('/api/audit?limit=50')).text).not.toContain(secret)
})
