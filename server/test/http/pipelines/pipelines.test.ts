import { describe, expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { server, editor } = await serverForFile(['editor'], { stubPlugins: true })

const create = (fields: Record<string, unknown>) =>
  editor.post('/api/pipelines', {
    name: `P ${crypto.randomUUID()}`,
    extractor: 'tap-stub',
    loader: 'target-stub',
    ...fields,
  })

describe('creating a pipeline', () => {
  it('returns the document with its defaults and its type', async () => {
    const { status, body } = await create({ mappers: ['map-stub'], name: 'Orders' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Orders',
      type: 'etl',
      schedule: '',
      timezone: 'UTC',
      isActive: true,
      version: 1,
      lastExecution: null,
      recentExecutions: [],
      createdBy: { name: 'The editor' },
      warnings: [],
    })
    expect((await create({ transform: 'sql-stub:daily' })).body.type).toBe('elt')
    expect((await create({})).body.type).toBe('el')
  })

  it.each([
    [{ extractor: 'tap-nothing' }, 'extractor', 'No extractor is named "tap-nothing".'],
    [{ extractor: 'target-stub' }, 'extractor', '"target-stub" is a loader, but this needs an extractor.'],
    [{ loader: 'extractor:tap-stub' }, 'loader', 'does not fit here'],
    [{ mappers: ['map-stub', 'sql-stub'] }, 'mappers.1', '"sql-stub" works post-load'],
    [{ transform: 'map-stub' }, 'transform', '"map-stub" works in-flight'],
    [{ schedule: '* * * *' }, 'schedule', 'is not a cron expression of five fields'],
    [{ schedule: '61 * * * *' }, 'schedule', '"61 * * * *" is not a cron expression'],
    [{ schedule: '0 0 0 * *' }, 'schedule', 'Invalid value for day: 0'],
    [{ timezone: 'Mars/Olympus' }, 'timezone', '"Mars/Olympus" is not a time zone'],
    [{ timezone: '+02:00' }, 'timezone', 'is an offset'],
    [
      { schedule: '0,5 8 * * *', startWindowSeconds: 301 },
      'startWindowSeconds',
      'Enter at most 300 seconds.',
    ],
    [{ name: 'Orders\r\nX-Header: 1' }, 'name', 'Remove line breaks'],
    [{ name: 'evil\u202Etxt' }, 'name', 'control characters'],
    [{ config: { 'tap-other': {} } }, 'config.tap-other', '"tap-other" is not a plugin of this pipeline.'],
    [
      { config: { 'tap-stub': { account: { $secret: true } } } },
      'config.tap-stub.account',
      'No value is stored',
    ],
  ])('refuses %o', async (fields, path, message) => {
    const { status, body } = await create(fields)
    expect(status).toBe(422)
    expect(body.errors).toEqual([{ path, message: expect.stringContaining(message) }])
  })

  it('accepts a schedule in a time zone, and warns of a setting that the plugin does not describe', async () => {
    const { status, body } = await create({
      schedule: '*/5 8-18 * * 1-5',
      timezone: 'Europe/Berlin',
      config: { 'tap-stub': { hots: 'x', _select: ['*.*'] } },
    })
    expect(status).toBe(201)
    expect(body.warnings).toEqual([expect.stringContaining('"hots"')])
    expect(Date.parse(body.nextDueAt)).toBeGreaterThan(Date.now())
    const off = await editor.patch(`/api/pipelines/${body.id}`, { version: 1, isActive: false })
    expect(off.body.nextDueAt).toBeNull()
  })

  it('refuses the name of another pipeline, even for simultaneous requests', async () => {
    const name = `Twice ${crypto.randomUUID()}`
    const answers = await Promise.all([create({ name }), create({ name }), create({ name })])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409])
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body.detail).toContain(`"${name}"`)
  })
})

describe('secrets of a pipeline', () => {
  const secrets = { account: 'acc-0815', auth: { password: 'hunter2-hunter2' } }
  const config = { 'tap-stub': { host: 'h', url: 'pg://me:letmein@h/d', ...secrets } }

  it('are in no answer, and survive an edit that sends the markers back', async () => {
    const created = await create({ config })
    const { id } = created.body
    const shown = await editor.get(`/api/pipelines/${id}`)
    expect(shown.body.config['tap-stub']).toEqual({
      host: 'h',
      url: { $secret: true },
      account: { $secret: true },
      auth: { password: { $secret: true } },
    })
    const edited = await editor.patch(`/api/pipelines/${id}`, {
      version: 1,
      config: { 'tap-stub': { ...shown.body.config['tap-stub'], host: 'other' } },
    })
    expect(edited.status).toBe(200)
    const list = await editor.get('/api/pipelines?limit=200')
    for (const { text } of [created, shown, edited, list]) {
      expect(text).not.toMatch(/acc-0815|hunter2|letmein/)
    }
    const stored = await server.running.context.pipelines.find(id)
    expect(stored?.config).toEqual({ 'tap-stub': { ...config['tap-stub'], host: 'other' } })
  })

  it('are erased when it is archived', async () => {
    const { body } = await create({ config })
    expect((await editor.delete(`/api/pipelines/${body.id}`)).status).toBe(204)
    const stored = await server.running.context.pipelines.find(body.id)
    expect(stored?.config).toEqual({ 'tap-stub': { host: 'h', auth: {} } })
  })
})

describe('changing a pipeline', () => {
  it('increments versions, and answers a stale one with the current document', async () => {
    const { id } = await createStubPipeline(editor)
    const first = await editor.patch(`/api/pipelines/${id}`, { version: 1, description: 'mine' })
    expect(first.body).toMatchObject({ version: 2, description: 'mine' })
    const stale = await editor.patch(`/api/pipelines/${id}`, { version: 1, description: 'theirs' })
    expect(stale.status).toBe(409)
    expect(stale.body).toMatchObject({
      code: 'stale-version',
      current: { id, version: 2, description: 'mine' },
    })
  })

  it('accepts one of two simultaneous changes', async () => {
    const { id } = await createStubPipeline(editor)
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((description) => editor.patch(`/api/pipelines/${id}`, { version: 1, description })),
    )
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409])
  })

  it('leaves fields that are not sent unchanged', async () => {
    const { id } = await createStubPipeline(editor, { tags: ['a'], description: 'd' })
    const { body } = await editor.patch(`/api/pipelines/${id}`, { version: 1, isActive: false })
    expect(body).toMatchObject({ isActive: false, tags: ['a'], description: 'd' })
  })

  it('resets the state with the extractor', async () => {
    const name = `tap-${crypto.randomUUID()}`
    await editor.post('/api/plugins', { name, type: 'extractor', command: ['true'] })
    const { id } = await createStubPipeline(editor)
    const { states } = server.running.context
    await states.edit(id, {
      text: '{"bookmarks":{"a":1}}',
      source: 'edit',
      by: 'Ada',
      at: new Date().toISOString(),
    })
    await editor.patch(`/api/pipelines/${id}`, { version: 1, extractor: name })
    expect((await editor.get(`/api/pipelines/${id}/state`)).body).toMatchObject({
      value: null,
      source: 'reset',
    })
    expect((await editor.get(`/api/pipelines/${id}/state/versions`)).body.items).toHaveLength(2)
  })
})

describe('archiving a pipeline', () => {
  it('removes it from the list and frees its name; restoring needs the name', async () => {
    const name = `Archived ${crypto.randomUUID()}`
    const { id } = await createStubPipeline(editor, { name })
    await editor.delete(`/api/pipelines/${id}`)
    const search = encodeURIComponent(name)
    expect((await editor.get(`/api/pipelines?search=${search}`)).body.items).toEqual([])
    expect((await editor.get(`/api/pipelines?status=archived&search=${search}`)).body.items).toHaveLength(1)
    expect((await editor.patch(`/api/pipelines/${id}`, { version: 1, description: 'x' })).status).toBe(409)
    expect((await editor.post(`/api/pipelines/${id}/execute`)).status).toBe(409)

    const successor = await createStubPipeline(editor, { name })
    expect((await editor.post(`/api/pipelines/${id}/restore`)).status).toBe(409)
    await editor.delete(`/api/pipelines/${successor.id}`)
    expect((await editor.post(`/api/pipelines/${id}/restore`)).body).toMatchObject({ id, archivedAt: null })
  })

  it('is refused while an execution is unfinished', async () => {
    const { id } = await createStubPipeline(editor)
    const { body: execution } = await editor.post(`/api/pipelines/${id}/execute`)
    const refused = await editor.delete(`/api/pipelines/${id}`)
    expect(refused.status).toBe(409)
    expect(refused.body.executionId).toBe(execution.id)
  })
})
