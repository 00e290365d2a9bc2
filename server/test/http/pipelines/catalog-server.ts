import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'

/** A stream of a catalogue, with text fields. */
export const stream = (id: string, ...fields: string[]) => ({
  tap_stream_id: id,
  schema: {
    type: 'object',
    properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])),
  },
  metadata: fields.map((name) => ({
    breadcrumb: ['properties', name],
    metadata: { inclusion: 'available' },
  })),
})

/** A server for one test file, with pipelines whose sources offer the streams of a file. */
export async function catalogServer() {
  const folder = await mkdtemp(join(tmpdir(), 'flx-catalog-'))
  afterAll(() => rm(folder, { recursive: true }))
  const { server, admin, editor, viewer } = await serverForFile(['admin', 'editor', 'viewer'], {
    env: { FLX_ROLES: 'web,scheduler' },
  })
  await admin.post('/api/plugins', { name: 'target', type: 'loader', command: ['true'] })

  /** A pipeline whose source has the streams of a file. */
  async function aPipelineOf(...streams: object[]) {
    const name = `tap-${crypto.randomUUID()}`
    const file = join(folder, name)
    const has = (...now: object[]) => writeFile(file, JSON.stringify({ streams: now }))
    await has(...streams)
    await editor.post('/api/plugins', {
      name,
      type: 'extractor',
      command: ['sh', '-c', `cat ${file}`],
      capabilities: ['catalog', 'discover'],
      settings: { _select: ['*.*', '!*.secret'] },
    })
    const body = { name, extractor: name, loader: 'target', config: { [name]: { host: 'h' } } }
    const { id } = (await editor.post('/api/pipelines', body)).body
    return {
      id,
      name,
      has,
      discover: () => editor.post(`/api/pipelines/${id}/discover`),
      catalog: async () => (await viewer.get(`/api/pipelines/${id}/catalog`)).body,
    }
  }
  return { server, admin, editor, viewer, folder, aPipelineOf }
}
