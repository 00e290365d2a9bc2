import { afterAll, beforeAll, expect, it } from 'vitest'

import { subscribe, type Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stubs/stub-plugins.ts'

let server: TestServer
let editor: Client
let operator: Client
beforeAll(async () => {
  server = await startTestServer()
  editor = await server.as('editor')
  operator = await server.as('operator')
  await registerStubPlugins(editor)
})
afterAll(() => server[Symbol.asyncDispose]())

async function anExecution(settings: object = {}) {
  const { id } = await createStubPipeline(editor, { config: { 'tap-stub': settings } })
  const { body } = await operator.post(`/api/pipelines/${id}/execute`)
  return body
}

it('operators edit their own notes, administrators delete any; all is audited and sent live', async () => {
  const [viewer, admin] = [await server.as('viewer'), await server.as('admin')]
  const execution = await anExecution()
  const path = `/api/executions/${execution.id}/notes`
  await using socket = await viewer.connect()
  await subscribe(socket, `execution:${execution.id}`)
  const told = new Promise((resolve) => socket.once('event', resolve))
  expect((await viewer.post(path, { body: 'no' })).status).toBe(403)
  const added = await operator.post(path, { body: ' Vendor called.\nBack at noon. ' })
  expect(added).toMatchObject({
    status: 201,
    body: {
      acknowledgement: null,
      comments: [],
      notes: [{ body: 'Vendor called.\nBack at noon.', by: 'The operator', editedAt: null }],
    },
  })
  expect(await told).toMatchObject({ type: 'execution.noted', executionId: execution.id, notes: 1 })
  const [note] = added.body.notes
  expect((await viewer.get(path)).body.notes).toEqual([note])
  expect((await viewer.get('/api/executions')).body.items[0]).toMatchObject({ id: execution.id, notes: 1 })

  const own = `${path}/${note.id}`
  expect((await editor.patch(own, { body: 'Mine' })).status).toBe(403)
  expect((await admin.patch(own, { body: 'Mine' })).status).toBe(403)
  expect((await editor.delete(own)).status).toBe(403)
  expect(await operator.patch(own, { body: 'Back at two.' })).toMatchObject({
    status: 200,
    body: { notes: [{ id: note.id, body: 'Back at two.', editedAt: expect.any(String) }] },
  })
  expect((await operator.post(path, { body: 'Second' })).body.notes).toHaveLength(2)
  expect((await admin.delete(own)).body.notes).toMatchObject([{ body: 'Second' }])
  expect((await operator.patch(own, { body: 'gone' })).status).toBe(404)
  const { body: audit } = await admin.get(`/api/audit?entityType=execution&entityId=${execution.id}`)
  expect(audit.items).toMatchObject([
    { actorName: 'The admin', action: 'update', changes: [{ path: 'note', before: 'Back at two.' }] },
    { action: 'comment', changes: [{ path: 'note', after: 'Second' }] },
    {
      action: 'update',
      changes: [{ path: 'note', before: 'Vendor called.\nBack at noon.', after: 'Back at two.' }],
    },
    { action: 'comment' },
    { action: 'execute' },
  ])
})

it.each([
  [{ body: '' }, 'body'],
  [{ body: ' \n ' }, 'body'],
  [{ body: 'x'.repeat(2001) }, 'body'],
  [{ body: 'x', by: 'Ann' }, 'by'],
])('%o is refused with the field', async (note, field) => {
  const { id } = await anExecution()
  const { status, body } = await operator.post(`/api/executions/${id}/notes`, note)
  expect([status, body.errors[0].path]).toEqual([422, field])
})

it('a secret of the pipeline in a note is never stored', async () => {
  const secret = 'acc-note-4711-zz'
  const { id } = await anExecution({ account: secret })
  const path = `/api/executions/${id}/notes`
  const added = await operator.post(path, { body: `Login with ${secret} fails.` })
  expect(added.body.notes[0].body).toBe('Login with *** fails.')
  const edited = await operator.patch(`${path}/${added.body.notes[0].id}`, { body: `account=${secret}` })
  expect(edited.body.notes[0].body).toBe('account=***')
  const admin = await server.as('admin')
  expect((await admin.get(`/api/audit?entityId=${id}`)).text).not.toContain(secret)
})
