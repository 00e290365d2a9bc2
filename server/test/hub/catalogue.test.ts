import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { HubDefinition, HubList } from '@flx/shared/plugins/hub'
import { HUB_TYPES, HUB_TYPE_NAMES, type HubType } from '@flx/shared/plugins/hub'
import { pluginCreateSchema } from '@flx/shared/plugins/plugin'

import { KNOWN_PLUGINS } from '../../src/adapters/plugins/known/known-plugins.ts'
import { readHubDefinition } from '../../src/domain/plugins/hub-definition.ts'
import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { FIXTURES, hasHubData, hubDefinitions, startLocalHub, type LocalHub } from './support/local-hub.ts'

let hub: LocalHub
let server: TestServer
let viewer: Client
let editor: Client
beforeAll(async () => {
  hub = await startLocalHub(hasHubData ? [...FIXTURES, ...hubDefinitions()] : FIXTURES)
  server = await startTestServer({ env: { FLX_HUB_URL: hub.url } })
  viewer = await server.as('viewer')
  editor = await server.as('editor')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await hub.close()
})

const list = async (query = ''): Promise<HubList> => (await viewer.get(`/api/hub?limit=200${query}`)).body

it('hub types are converted to ours; files are left out', async () => {
  expect((await list('&search=map-x')).items).toEqual([
    expect.objectContaining({ type: 'transformer', mode: 'in-flight', hubType: 'mappers', name: 'map-x' }),
  ])
  expect((await list('&search=dbt-lake')).items).toEqual([
    expect.objectContaining({ type: 'transformer', mode: 'post-load', hubType: 'transformers' }),
  ])
  expect((await list('&search=a-container')).items[0]?.type).toBe('utility')
  expect((await list('&search=files-x')).items).toEqual([])
  expect((await list('&type=loader&search=target-lake')).total).toBe(1)
  expect((await list('&type=loader&search=tap-shop')).total).toBe(0)
})

it('a search finds variants and names, and marks registered ones', async () => {
  expect((await list('&search=shop OTHER')).items).toEqual([
    expect.objectContaining({
      name: 'tap-shop',
      defaultVariant: 'acme',
      variants: ['acme', 'other-maker'],
      registered: null,
    }),
  ])
  const { body } = await viewer.get('/api/hub/extractor/tap-shop/acme')
  const added = await editor.post('/api/plugins', body.plugin)
  expect(added.status).toBe(201)
  expect((await list('&search=tap-shop')).items[0]?.registered).toEqual({
    id: added.body.id,
    variant: 'acme',
  })
  await editor.delete(`/api/plugins/${added.body.id}`)
})

it('pages follow one another without gaps, and an unknown cursor is refused', async () => {
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: HubList = (
      await viewer.get(`/api/hub?limit=${hasHubData ? 97 : 2}${cursor === '' ? '' : `&cursor=${cursor}`}`)
    ).body
    seen.push(...page.items.map((entry) => `${entry.hubType}/${entry.name}`))
    cursor = page.nextCursor
    expect(page.total).toBeGreaterThanOrEqual(seen.length)
  }
  expect(new Set(seen).size).toBe(seen.length)
  const definitions = hasHubData ? [...FIXTURES, ...hubDefinitions()] : FIXTURES
  const expected = new Set(
    definitions
      .filter(({ plugin_type: type }) => HUB_TYPE_NAMES.includes(type as HubType))
      .map(({ plugin_type: type, name }) => `${type}/${name}`),
  )
  expect(new Set(seen)).toEqual(expected)
  expect((await viewer.get('/api/hub?cursor=nonsense')).status).toBe(422)
  expect((await server.client().get('/api/hub')).status).toBe(401)
})

describe('one variant', () => {
  it('is returned as a body that registers it, with oddities corrected or noted', async () => {
    for (const path of ['extractor/tap-shop/acme', 'extractors/tap-shop/default']) {
      const { body }: { body: HubDefinition } = await viewer.get(`/api/hub/${path}`)
      expect(body).toMatchObject({ source: 'hub', variant: 'acme', name: 'tap-shop', problem: null })
      expect(body.plugin).toMatchObject({
        type: 'extractor',
        variant: 'acme',
        pipUrl: 'tap-shop==1.0',
        executable: 'tap-shop-cli',
        settingGroups: [
          ['account', 'auth.user', 'auth.password'],
          ['account', 'auth.token'],
        ],
        settings: { _select: ['orders.*'], _metadata: { '*': { 'replication-method': 'FULL_TABLE' } } },
      })
      const definitions = body.plugin.settingDefinitions
      expect(definitions.map(({ name }) => name)).toEqual([
        ...['account', 'auth.user', 'auth.password', 'auth.token', 'flag', 'page_size', 'zone', 'odd'],
      ])
      expect(definitions.find(({ name }) => name === 'odd')).toEqual({ name: 'odd' })
      expect(body.notes).toEqual(['Could not read these settings, so they are left out: one without a name.'])
    }
    const { body } = await viewer.get('/api/hub/utility/a-container/acme')
    expect(body.notes).toEqual([expect.stringContaining('names no package for it')])
  })

  it('is 404 if it does not exist', async () => {
    for (const path of [
      'extractor/tap-shop/nobody',
      'extractor/tap-none-such/default',
      'files/files-x/acme',
    ]) {
      expect((await viewer.get(`/api/hub/${path}`)).status).toBe(404)
    }
  })
})

it.skipIf(!hasHubData)(
  'each of the 1190 real definitions can be registered (skipped where the snapshot of the hub is absent)',
  () => {
    const unread: string[] = []
    for (const definition of hubDefinitions()) {
      const { plugin_type: type, name, variant, settings } = definition
      if (type === 'files') continue
      const read = readHubDefinition(type as HubType, { name, variant }, definition)
      const kept = read?.plugin.settingDefinitions.length
      const distinct = new Set(((settings ?? []) as { name: string }[]).map((setting) => setting.name)).size
      if (read === undefined || kept !== distinct || !pluginCreateSchema.safeParse(read.plugin).success) {
        unread.push(`${type}/${name}--${variant}`)
      }
    }
    expect(unread).toEqual([])
  },
)

describe('the built-in list', () => {
  it('has distinct names, sorted within their types, each a plugin that can be registered', () => {
    const places = KNOWN_PLUGINS.map(({ hubType, variants }) => [hubType, variants[0]?.name ?? ''] as const)
    const sorted = places.toSorted(
      ([a, x], [b, y]) => HUB_TYPE_NAMES.indexOf(a) - HUB_TYPE_NAMES.indexOf(b) || (x < y ? -1 : 1),
    )
    expect(places).toEqual(sorted)
    expect(new Set(places.map(String)).size).toBe(places.length)
    const count = (type: HubType) => places.filter(([hubType]) => hubType === type).length
    expect([count('extractors') >= 20, count('loaders') >= 10, count('mappers') >= 1]).toEqual([
      true,
      true,
      true,
    ])
    for (const { variants, hubType } of KNOWN_PLUGINS) {
      for (const plugin of variants) {
        expect(plugin).toMatchObject({ type: HUB_TYPES[hubType].type, pipUrl: expect.any(String) })
        for (const group of plugin.settingGroups) {
          expect(plugin.settingDefinitions.map(({ name }) => name)).toEqual(expect.arrayContaining(group))
        }
      }
    }
  })

  it.skipIf(!hasHubData)('agrees with the snapshot of the hub (skipped where it is absent)', () => {
    const wrong: string[] = []
    const real = new Map(
      hubDefinitions().map((one) => [`${one.plugin_type}/${one.name}--${one.variant}`, one]),
    )
    for (const { hubType, variants } of KNOWN_PLUGINS) {
      for (const plugin of variants) {
        const where = `${plugin.name}--${plugin.variant}`
        const found = real.get(`${hubType}/${where}`)
        if (found === undefined) wrong.push(`${where} is not in the hub`)
        // The current dbt is wanted, the hub still names the releases of 2022. Further requirements can be added.
        else if (
          !hubType.startsWith('transform') &&
          !plugin.pipUrl?.startsWith(String(found['pip_url']).trim())
        ) {
          wrong.push(`${where}: ${String(found['pip_url'])}`)
        }
        const settings = (found?.['settings'] ?? []) as { name: string; kind?: string }[]
        for (const { name, kind } of plugin.settingDefinitions) {
          const known = settings.find((setting) => setting.name === name)
          // We ask for the location of the dbt project ourselves.
          if (known === undefined && hubType === 'transformers') continue
          if (known === undefined) wrong.push(`${where} has no setting ${name}`)
          else if ((known.kind ?? 'string') !== kind) wrong.push(`${where} ${name} is ${known.kind}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })
})
