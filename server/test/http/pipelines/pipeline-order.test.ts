import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { editor } = await serverForFile(['editor'], { stubPlugins: true })

it('a pipeline starts after another one, but never in a circle', async () => {
  const first = await createStubPipeline(editor, { name: 'first' })
  const second = await createStubPipeline(editor, { name: 'second', after: first.id })
  expect(second).toMatchObject({ after: first.id, silenceTimeoutSeconds: null })
  const change = { after: second.id, version: first.version }
  expect(await editor.patch(`/api/pipelines/${first.id}`, change)).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'after', message: expect.stringContaining('through "second"') }] },
  })
  expect(
    await editor.patch(`/api/pipelines/${first.id}`, { after: first.id, version: first.version }),
  ).toMatchObject({ status: 422, body: { errors: [{ path: 'after' }] } })
  const stranger = '01976f2e-0000-7000-8000-000000000000'
  expect(
    await editor.patch(`/api/pipelines/${first.id}`, { after: stranger, version: first.version }),
  ).toMatchObject({ status: 422, body: { errors: [{ path: 'after' }] } })
})

it('a silence limit below a second is refused', async () => {
  const pipeline = await createStubPipeline(editor, { name: 'quiet' })
  expect(
    await editor.patch(`/api/pipelines/${pipeline.id}`, {
      silenceTimeoutSeconds: 0,
      version: pipeline.version,
    }),
  ).toMatchObject({ body: { errors: [{ path: 'silenceTimeoutSeconds' }] } })
})
