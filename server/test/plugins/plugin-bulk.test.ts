import type { BulkReport } from '@flx/shared/bulk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stubs/stub-plugins.ts'
import { hasPython, makeWheel, ONE_PYTHON } from './support/wheel.ts'

const MAIN = 'print(\'{"capabilities": [], "settings": {"properties": {"a": {"type": "string"}}}}\')'

describe.skipIf(!hasPython)('with real environments (needs python3 with venv)', { timeout: 120_000 }, () => {
  let server: TestServer
  let editor: Client
  const ids = new Map<string, string>()
  beforeAll(async () => {
    server = await startTestServer({ env: ONE_PYTHON })
    editor = await server.as('editor')
    await registerStubPlugins(editor)
    wheel('1.0')
    await register('tap-a', { pipUrl: `--no-index --find-links ${server.dataDir} tap-a==1.0` })
    await register('tap-c', { pipUrl: 'tap-c', python: 'python9.9' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const wheel = (version: string) =>
    makeWheel(server.dataDir, { name: 'tap-a', version, program: 'tap-a', main: MAIN })

  async function register(name: string, fields: object) {
    const { body } = await editor.post('/api/plugins', { name, type: 'extractor', ...fields })
    ids.set(name, body.id)
  }
  const shown = async (name: string) => (await editor.get(`/api/plugins/${ids.get(name)}`)).body

  /** The report of a bulk once it has ended. */
  async function bulk(body: object): Promise<BulkReport> {
    const started = await editor.post('/api/plugins/bulk', body)
    expect(started.status).toBe(202)
    await server.running.bulk.idle()
    return (await editor.get(`/api/bulk/${started.body.bulkId}?limit=200`)).body
  }
  const outcomes = ({ items }: BulkReport) =>
    Object.fromEntries(items.map((item) => [item.name, item.outcome]))

  it('a filter installs uninstalled plugins, and explains each failure', async () => {
    const report = await bulk({ action: 'install', filter: { type: 'extractor', search: 'tap-' } })
    expect(outcomes(report)).toMatchObject({ 'tap-a': 'changed', 'tap-c': 'failed' })
    // Plugins that are bundled or started by a command need no installation.
    expect(outcomes(report)).toMatchObject({ 'tap-csv': 'unchanged', 'tap-stub': 'unchanged' })
    expect(report.failures[0]).toMatchObject({
      name: 'tap-c',
      message: expect.stringMatching(/9\.9.*was not found|No interpreter found.*9\.9/s),
    })
    expect(await shown('tap-a')).toMatchObject({ installed: true, version: '1.0' })
    const output = await editor.get(`/api/plugins/${ids.get('tap-a')}/output`)
    expect(output.body.lines.at(-1).text).toBe('Installed tap-a 1.0.')
  })

  it('an upgrade takes the requested version, else the newest, and keeps the old one when it fails', async () => {
    const upgrade = async (body: object) => {
      const { status } = await editor.post(`/api/plugins/${ids.get('tap-a')}/upgrade`, body)
      await expect
        .poll(async () => (await shown('tap-a')).installStatus, { timeout: 60_000 })
        .not.toBe('installing')
      return status
    }
    expect(await upgrade({ version: '7.0' })).toBe(202)
    expect(await shown('tap-a')).toMatchObject({
      ...{ installStatus: 'failed', installed: true, version: '1.0' },
      installError: expect.stringMatching(/Could not install the packages.* Version 1\.0 stays in use\.$/s),
      pipUrl: expect.stringMatching(/tap-a==1\.0$/),
    })
    wheel('2.0')
    expect(await upgrade({})).toBe(202)
    expect(await shown('tap-a')).toMatchObject({
      ...{ installStatus: 'installed', installError: null, version: '2.0' },
      pipUrl: expect.stringMatching(/ tap-a$/),
    })
    expect(await upgrade({ version: '; rm' })).toBe(422)
  })

  it('plugins in use are uninstalled only on confirmation', async () => {
    const pipeline = await createStubPipeline(editor, { extractor: 'tap-a' })
    const report = await bulk({
      action: 'uninstall',
      ids: ['tap-a', 'tap-c'].map((name) => ids.get(name)),
    })
    expect(outcomes(report)).toEqual({ 'tap-a': 'failed', 'tap-c': 'changed' })
    expect(report.failures[0]?.message).toContain(`pipeline "${pipeline.name}" uses it`)
    expect(report.undo).toBe('install')
    const path = `/api/plugins/${ids.get('tap-a')}/uninstall`
    const refused = await editor.post(path)
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining(pipeline.name)])
    expect((await editor.post(`${path}?force=true`)).status).toBe(202)
    expect(await shown('tap-a')).toMatchObject({ installed: false, installStatus: 'none' })
  })

  it('the list is filtered by installation time, and sorted by variant', async () => {
    const names = async (query: string) =>
      (await editor.get(`/api/plugins?${query}`)).body.items.map((plugin: { name: string }) => plugin.name)
    const now = new Date(Date.now() + 60_000).toISOString()
    expect(await names(`installedFrom=${now}`)).toEqual([])
    expect(await names(`installedTo=${now}&type=extractor`)).toEqual(['tap-csv', 'tap-stub'])
    expect((await names('sort=-variant')).slice(0, 5)).toContain('tap-csv')
  })
})
