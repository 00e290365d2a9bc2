import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { admin, editor, operator, viewer } = await serverForFile(['admin', 'editor', 'operator', 'viewer'], {
  stubPlugins: true,
})

const RUNNER = {
  kind: 'meltano',
  project: '/srv/project',
  run: ['daily'],
  env: { TAP_TOKEN: 'hunter2-hunter2' },
}
const HIDDEN = '••••••••'
let count = 0
const create = (runner: object = RUNNER, fields: object = {}) =>
  admin.post('/api/pipelines', { name: `Meltano ${++count}`, runner, ...fields })

it("only administrators create and change a pipeline's runner, in every possible way", async () => {
  expect((await editor.post('/api/pipelines', { name: 'x', runner: RUNNER })).status).toBe(403)
  const { body: pipeline } = await create()
  expect(pipeline).toMatchObject({ type: 'meltano', extractor: '', loader: '', runner: { run: ['daily'] } })
  const path = `/api/pipelines/${pipeline.id}`
  const patched = (runner: object) => editor.patch(path, { version: 1, runner })
  expect((await patched({ ...RUNNER, executable: '/tmp/evil' })).status).toBe(403)
  expect((await patched({ kind: 'own' })).status).toBe(403)
  // Sending back what was shown changes nothing.
  const same = await editor.patch(path, { version: 1, runner: pipeline.runner, description: 'Nightly' })
  expect(same).toMatchObject({ status: 200, body: { description: 'Nightly', version: 2 } })

  const stubbed = await createStubPipeline(editor)
  const document = stringify(
    {
      version: 1,
      pipelines: [
        { name: pipeline.name, runner: { ...RUNNER, run: ['other'] } },
        { name: stubbed.name, runner: RUNNER },
        { name: 'new', runner: RUNNER },
      ],
    },
    { aliasDuplicateObjects: false },
  )
  for (const dryRun of [true, false]) {
    const { body } = await editor.post('/api/pipelines/import', { yaml: document, dryRun })
    expect(body.counts).toMatchObject({ error: 3 })
    expect(body.items[0].problems[0].message).toContain('needs the admin role')
  }
  const changed = await admin.patch(path, { version: 2, runner: { ...pipeline.runner, run: ['weekly'] } })
  expect(changed.status).toBe(200)
  const { body: audit } = await admin.get(`/api/audit?entityId=${pipeline.id}`)
  const edit = audit.items.find((entry: { changes: { path: string }[] }) =>
    entry.changes.some(({ path: of }) => of.startsWith('runner')),
  )
  expect((await editor.post(`/api/audit/${edit.id}/undo`)).status).toBe(403)
})

it('hides secrets among its variables, and keeps those that come back hidden', async () => {
  const { body: pipeline, text } = await create()
  expect(text).not.toContain('hunter2')
  expect(pipeline.runner.env).toEqual({ TAP_TOKEN: HIDDEN })
  const path = `/api/pipelines/${pipeline.id}`
  const runner = { ...pipeline.runner, env: { TAP_TOKEN: HIDDEN, MODE: 'fast' } }
  expect((await admin.patch(path, { version: 1, runner })).body.runner.env).toEqual({
    TAP_TOKEN: HIDDEN,
    MODE: 'fast',
  })
  const strange = { ...runner, env: { OTHER_TOKEN: HIDDEN } }
  expect((await admin.patch(path, { version: 2, runner: strange })).text).toContain('runner.env.OTHER_TOKEN')
  const audit = await admin.get(`/api/audit?entityId=${pipeline.id}`)
  const exported = await viewer.get(`/api/pipelines/export?ids=${pipeline.id}`)
  expect(audit.text + exported.text).not.toContain('hunter2')
  const [described] = parse(exported.text).pipelines
  expect(described.runner).toMatchObject({ kind: 'meltano', run: ['daily'], project: '/srv/project' })
  const again = await editor.post('/api/pipelines/import', { yaml: exported.text, dryRun: false })
  expect(again.body.counts).toMatchObject({ unchanged: 1, error: 0 })
})

it.each([
  [['--install', 'daily'], '--install'],
  [['--cwd=/etc', 'daily'], '--cwd'],
  [['daily', '--full-refresh=1'], '--full-refresh'],
  [['daily;rm'], 'daily;rm'],
  [['--state-id-suffix', '--force', 'daily'], '--state-id-suffix'],
  [['--force'], 'Enter the name of a job'],
  [['--state-strategy', 'none', 'daily'], '--state-strategy'],
])('refuses the arguments %j', async (run, named) => {
  const { status, text } = await create({ ...RUNNER, run })
  expect(status).toBe(422)
  expect(text).toContain(named)
})

it('a pipeline uses Meltano or plugins here, not both, and a path is absolute', async () => {
  expect((await create(RUNNER, { extractor: 'tap-stub' })).text).toContain('leave this empty')
  expect((await create({ ...RUNNER, project: 'relative' })).status).toBe(422)
  expect((await create({ ...RUNNER, project: null })).text).toContain('FLX_PROJECT')
  expect((await create({ kind: 'own' })).text).toContain('Choose an extractor.')
})

it('only a full refresh reaches Meltano among the options, and its state is not changed here', async () => {
  const { body: pipeline } = await create()
  const path = `/api/pipelines/${pipeline.id}`
  const limited = await operator.post(`${path}/execute`, { limitRecords: 5 })
  expect(limited.status).toBe(422)
  expect(limited.text).toContain('the only option it allows is a full refresh')
  const state = await editor.put(`${path}/state`, { value: { bookmarks: { a: { id: 1 } } } })
  expect(state).toMatchObject({ status: 409 })
  expect((await editor.post(`${path}/preview`, { streams: null, records: 1 })).status).toBeLessThan(500)
  expect((await viewer.get(`${path}/streams`)).status).toBeLessThan(500)
  expect((await viewer.get(`${path}/catalog`)).status).toBeLessThan(500)
  const listed = await viewer.get('/api/pipelines?type=meltano&limit=100')
  expect(listed.body.items.map(({ id }: { id: string }) => id)).toContain(pipeline.id)
  expect((await editor.delete(path)).status).toBe(204)
  expect((await editor.get(path)).body.runner.env).toEqual({ TAP_TOKEN: '' })
})
