import { join } from 'node:path'

import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let admin: Client
let file: Database.Database
let samples: string[]
beforeAll(async () => {
  server = await startTestServer({ postgres: null })
  admin = await server.as('admin')
  samples = (await admin.post('/api/samples')).body.items.map(({ id }: { id: string }) => id)
  file = new Database(join(server.dataDir, 'flx.db'), { timeout: 5000 })
})
afterAll(async () => {
  file.close()
  await server[Symbol.asyncDispose]()
})

const stored = (table: string, column: string, id: string): unknown =>
  file.prepare(`select ${column} from ${table} where id = ?`).pluck().get(id)
const damage = (table: string, column: string, id: string, text = 'damaged') =>
  file.prepare(`update ${table} set ${column} = ? where id = ?`).run(text, id)

describe('a pipeline with a damaged column', () => {
  it.each(['config', 'mappers', 'tags', 'retry_on', 'secret_settings', 'schedule', 'timezone'])(
    'keeps the content of %s when something else is edited',
    async (column) => {
      const id = samples[0] ?? ''
      const whole = stored('pipeline', column, id)
      damage('pipeline', column, id)
      const { body } = await admin.get(`/api/pipelines/${id}`)
      expect(body.damaged).toHaveLength(1)
      for (const change of [
        { description: column },
        { transform: '' },
        { isActive: false },
        { isActive: true },
      ]) {
        const { version } = (await admin.get(`/api/pipelines/${id}`)).body
        expect((await admin.patch(`/api/pipelines/${id}`, { version, ...change })).status).toBe(200)
      }
      expect(stored('pipeline', column, id)).toBe('damaged')
      damage('pipeline', column, id, String(whole))
      expect((await admin.get(`/api/pipelines/${id}`)).body.damaged).toBeUndefined()
    },
  )

  it('is not executed without its configuration, until that is set again', async () => {
    const id = samples[1] ?? ''
    damage('pipeline', 'config', id)
    const refused = await admin.post(`/api/pipelines/${id}/execute`)
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toMatch(/damaged in the database: "config" could not be read\. Set it again/)
    const { version } = (await admin.get(`/api/pipelines/${id}`)).body
    const healed = await admin.patch(`/api/pipelines/${id}`, { version, config: {} })
    expect(healed.body.damaged).toBeUndefined()
    expect((await admin.post(`/api/pipelines/${id}/execute`)).status).toBe(202)
  })

  it('states in an export what is left out, beside everything else', async () => {
    const id = samples[0] ?? ''
    const { name } = (await admin.get(`/api/pipelines/${id}`)).body
    const whole = stored('pipeline', 'tags', id)
    damage('pipeline', 'tags', id)
    const { text } = await admin.get('/api/pipelines/export')
    damage('pipeline', 'tags', id, String(whole))
    expect(text).toContain(
      `# The pipeline ${JSON.stringify(name)} is damaged in the database. Left out: tags.`,
    )
    expect(text.split('- name:')).toHaveLength(samples.length + 1)
  })

  it('keeps its damaged content when deleted, for a repair', async () => {
    const id = samples[2] ?? ''
    damage('pipeline', 'config', id)
    expect((await admin.delete(`/api/pipelines/${id}`)).status).toBe(204)
    expect(stored('pipeline', 'config', id)).toBe('damaged')
  })
})

describe('a plugin with a damaged column', () => {
  it.each([
    'settings',
    'env',
    'capabilities',
    'setting_definitions',
    'setting_groups',
    'command',
    'secret_settings',
  ])('keeps the content of %s when something else is edited', async (column) => {
    const { body: plugin } = await admin.post('/api/plugins', {
      name: `tap-${column.replace('_', '-')}`,
      type: 'extractor',
      command: ['tap-own'],
      settings: { password: 'correct-horse' },
    })
    damage('plugin', column, plugin.id)
    const shown = (await admin.get(`/api/plugins/${plugin.id}`)).body
    expect(shown.damaged).toHaveLength(1)
    const edited = await admin.patch(`/api/plugins/${plugin.id}`, {
      revision: plugin.revision,
      description: 'Another one',
    })
    expect(edited.status).toBe(200)
    expect(stored('plugin', column, plugin.id)).toBe('damaged')
  })

  it('stops the execution of the pipelines that use it', async () => {
    const id = samples[0] ?? ''
    const { extractor } = (await admin.get(`/api/pipelines/${id}`)).body
    const { items } = (await admin.get(`/api/plugins?search=${extractor}`)).body
    const plugin = items.find(({ name }: { name: string }) => name === extractor)
    const whole = stored('plugin', 'settings', plugin.id)
    damage('plugin', 'settings', plugin.id)
    const refused = await admin.post(`/api/pipelines/${id}/execute`)
    damage('plugin', 'settings', plugin.id, String(whole))
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toContain(`The plugin "${extractor}" is damaged in the database: "settings"`)
  })
})

it('a damaged alert rule and channel are named, and renaming them leaves the damage unchanged', async () => {
  const settings = { kind: 'webhook', url: 'https://example.invalid/hook', secret: 'correct-horse' }
  const { body: channel } = await admin.post('/api/alerts/channels', { name: 'Ours', settings })
  const { body: rule } = await admin.post('/api/alerts/rules', {
    name: 'Failures',
    condition: 'failure',
    channelIds: [channel.id],
  })
  damage('alert_channel', 'settings', channel.id)
  damage('alert_rule', 'tags', rule.id)
  const named = async (kind: string, wanted: string) =>
    (await admin.get(`/api/alerts/${kind}`)).body.items.find(({ id }: { id: string }) => id === wanted)
      .damaged
  expect([await named('channels', channel.id), await named('rules', rule.id)]).toEqual([
    ['settings'],
    ['tags'],
  ])
  await admin.patch(`/api/alerts/channels/${channel.id}`, { name: 'Renamed' })
  await admin.patch(`/api/alerts/rules/${rule.id}`, { name: 'Renamed' })
  expect(stored('alert_channel', 'settings', channel.id)).toBe('damaged')
  expect(stored('alert_rule', 'tags', rule.id)).toBe('damaged')
  await admin.patch(`/api/alerts/channels/${channel.id}`, { settings })
  await admin.patch(`/api/alerts/rules/${rule.id}`, { tags: ['one'] })
  expect([await named('channels', channel.id), await named('rules', rule.id)]).toEqual([undefined, undefined])
})
