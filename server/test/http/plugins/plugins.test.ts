import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { stubPlugins: true })

const register = (fields: Record<string, unknown>) =>
  editor.post('/api/plugins', { name: `tap-${crypto.randomUUID()}`, type: 'extractor', ...fields })

it('the bundled connectors exist, are ready, and belong to the product', async () => {
  const { body } = await editor.get('/api/plugins')
  const bundled = body.items.filter((plugin: { bundled: boolean }) => plugin.bundled)
  expect(bundled.map((plugin: { name: string }) => plugin.name)).toEqual(
    expect.arrayContaining(['tap-csv', 'target-jsonl', 'target-sqlite']),
  )
  for (const { id, installed, revision } of bundled) {
    expect(installed).toBe(true)
    expect((await editor.delete(`/api/plugins/${id}`)).status).toBe(409)
    expect((await editor.patch(`/api/plugins/${id}`, { revision, command: ['sh'] })).status).toBe(422)
  }
})

describe('adding a plugin', () => {
  it('with a command is ready at once, with a pip URL after its installation', async () => {
    expect((await register({ command: ['my-tap', '--quiet'] })).body).toMatchObject({
      installed: true,
      installStatus: 'installed',
      command: ['my-tap', '--quiet'],
      revision: 1,
      usedBy: [],
      usedByCount: 0,
    })
    expect((await register({ pipUrl: 'tap-x==1.0' })).body).toMatchObject({
      installed: false,
      installStatus: 'none',
    })
  })

  it.each([
    [{ command: 'my-tap --quiet' }, 'command'],
    [{ command: ['x'], pipUrl: 'x' }, 'command'],
    [{ type: 'transformer', command: ['x'] }, 'mode'],
    [{ mode: 'post-load', command: ['x'] }, 'mode'],
    [{ name: '../tap' }, 'name'],
    [{ inheritFrom: 'tap-nothing' }, 'inheritFrom'],
    [{ settings: { password: { $secret: true } } }, 'settings.password'],
    [{ settingDefinitions: [{ name: 'a' }, { name: 'a' }] }, 'settingDefinitions'],
    [{ docs: 'javascript:alert(1)' }, 'docs'],
    [
      { settingDefinitions: [{ name: 'a.port', kind: 'integer' }], settings: { a: { port: 'many' } } },
      'settings.a.port',
    ],
  ])('refuses %o', async (fields, path) => {
    const { status, body } = await register(fields)
    expect(status).toBe(422)
    expect(body.errors.map((problem: { path: string }) => problem.path)).toContain(path)
  })

  it('refuses a name that the type already has', async () => {
    const name = `tap-${crypto.randomUUID()}`
    expect((await register({ name })).status).toBe(201)
    expect((await register({ name })).status).toBe(409)
    expect((await register({ name, type: 'loader' })).status).toBe(201)
  })
})

it('secrets of a plugin are in no answer and survive an edit that sends them back', async () => {
  const secret = {
    pipUrl: 'git+https://bot:t0ken-abc@git.example.com/tap.git',
    settings: { password: 'hunter2-hunter2', host: 'h' },
    env: { API_TOKEN: 'env-s3cret', REGION: 'eu' },
  }
  const created = await register(secret)
  const { id, settings, env, pipUrl } = created.body
  const edited = await editor.patch(`/api/plugins/${id}`, {
    revision: 1,
    settings: { ...settings, host: 'other' },
    env: { ...env, REGION: 'us' },
    pipUrl,
  })
  expect(edited.body.revision).toBe(2)
  const others = [await editor.get(`/api/plugins/${id}`), await editor.get('/api/plugins?limit=200')]
  for (const { text } of [created, edited, ...others]) expect(text).not.toMatch(/t0ken|hunter2|s3cret/)
  expect(await server.running.context.plugins.find(id)).toMatchObject({
    pipUrl: secret.pipUrl,
    settings: { password: 'hunter2-hunter2', host: 'other' },
    env: { API_TOKEN: 'env-s3cret', REGION: 'us' },
  })
})

it('a stale revision is 409 with the current document', async () => {
  const { body } = await register({ command: ['x'] })
  await editor.patch(`/api/plugins/${body.id}`, { revision: 1, label: 'Mine' })
  const stale = await editor.patch(`/api/plugins/${body.id}`, { revision: 1, label: 'Theirs' })
  expect(stale.status).toBe(409)
  expect(stale.body.current).toMatchObject({ label: 'Mine', revision: 2 })
})

it('a plugin in use is not deleted, and the refusal names the pipelines', async () => {
  const { body: plugin } = await register({ command: ['x'] })
  const pipeline = await createStubPipeline(editor, { extractor: plugin.name })
  const shown = await editor.get(`/api/plugins/${plugin.id}`)
  expect(shown.body.usedBy).toEqual([{ id: pipeline.id, name: pipeline.name }])
  const refused = await editor.delete(`/api/plugins/${plugin.id}`)
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toContain(`"${pipeline.name}"`)
  await editor.delete(`/api/pipelines/${pipeline.id}`)
  expect((await editor.delete(`/api/plugins/${plugin.id}`)).status).toBe(204)
  expect((await editor.get(`/api/plugins/${plugin.id}`)).status).toBe(404)
})

it('the samples are added once: of each type, one to watch and one that fails', async () => {
  const first = await editor.post('/api/samples')
  expect(first.body).toMatchObject({ added: 5 })
  expect(first.body.items.map((pipeline: { type: string }) => pipeline.type).sort()).toEqual([
    'el',
    'el',
    'el',
    'elt',
    'etl',
  ])
  const second = await editor.post('/api/samples')
  expect(second.body).toMatchObject({ added: 0 })
  expect(second.body.items).toHaveLength(5)
  expect(first.text).not.toMatch(/\{samples\}|\{files\}/)
})

it('editors cancel a running installation; nothing else starts until it has ended', async () => {
  const { body: plugin } = await register({ pipUrl: 'tap-x==1.0' })
  const cancel = `/api/plugins/${plugin.id}/installation/cancel`
  expect(await editor.post(cancel)).toMatchObject({ status: 409 })
  // Like an installation that another process has started.
  await server.running.context.plugins.beginInstall(plugin.id, 'installing')
  const operator = await server.as('operator')
  expect((await operator.post(cancel)).status).toBe(403)
  for (const _again of [1, 2])
    expect(await editor.post(cancel)).toMatchObject({
      status: 202,
      body: { installStatus: 'cancelling', installError: 'Cancelled by The editor.' },
    })
  for (const refused of [
    await editor.post(`/api/plugins/${plugin.id}/install`),
    await editor.patch(`/api/plugins/${plugin.id}`, { revision: plugin.revision, label: 'X' }),
    await editor.delete(`/api/plugins/${plugin.id}`),
  ])
    expect(refused.status).toBe(409)
  const admin = await server.as('admin')
  const { body: audit } = await admin.get('/api/audit?action=cancel-install')
  expect(audit.items).toMatchObject([{ entityId: plugin.id, actorName: 'The editor' }])
})
