import { expect, it } from 'vitest'
import { parse } from 'yaml'

import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const { editor } = await serverForFile(['editor'], { stubPlugins: true })

it('saved values are read back unchanged, in pages and documents: dotted keys and nulls included', async () => {
  const settings = {
    properties: { 'bootstrap.servers': 'h:9092', ids: ['0012', null] },
    stream_maps: { users: { email: null, password: null }, __else__: null },
  }
  const { id, version } = await createStubPipeline(editor)
  const saved = await editor.patch(`/api/pipelines/${id}`, { version, config: { 'tap-stub': settings } })
  expect(saved).toMatchObject({ status: 200 })
  const read = await editor.get(`/api/pipelines/${id}`)
  expect(read.body.config['tap-stub']).toEqual(settings)
  // Saving what was read changes nothing.
  await editor.patch(`/api/pipelines/${id}`, { version: read.body.version, config: read.body.config })
  expect((await editor.get(`/api/pipelines/${id}`)).body.config['tap-stub']).toEqual(settings)
  const { text } = await editor.get(`/api/pipelines/export`)
  const exported = parse(text).pipelines.find(({ name }: { name: string }) => name === read.body.name)
  expect(exported.config['tap-stub']).toEqual(settings)
})
