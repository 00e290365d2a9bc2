import { afterAll, expect, it } from 'vitest'

import { serverForFile } from '../support/server-for-file.ts'
import { startLocalHub } from './support/local-hub.ts'

const hub = await startLocalHub()
afterAll(() => hub.close())
const { server, viewer, editor } = await serverForFile(['viewer', 'editor'], {
  env: { FLX_HUB_URL: hub.url },
})

const ROOT = '/api/meltano/hub'
const pathOf = (ref: string) => new URL(ref).pathname
const add = async (plugin: object) => {
  const { status, text } = await editor.post('/api/plugins', { type: 'extractor', ...plugin })
  expect([status, text]).toEqual([201, expect.anything()])
}

it("serves the hub's plugins and the team's own, whose variant is the default", async () => {
  await add({
    name: 'tap-team',
    pipUrl: 'tap-team==1.2',
    executable: 'tap-team-cli',
    label: 'Team',
    capabilities: ['catalog'],
    settingDefinitions: [{ name: 'token', kind: 'password', sensitive: true, required: true }],
    settings: { token: 'tok-letmein', region: 'eu-region' },
    env: { A: 'env-value' },
  })
  await add({ name: 'tap-shop', pipUrl: 'tap-shop==2.0' })
  const index = (await viewer.get(`${ROOT}/plugins/extractors/index`)).body
  expect(index['tap-shop']).toMatchObject({
    default_variant: 'team',
    logo_url: null,
    variants: { acme: {}, 'other-maker': {}, team: {} },
  })
  const ref = index['tap-team'].variants.team.ref
  expect(ref).toBe(`${server.url}${ROOT}/plugins/extractors/tap-team--team`)
  const own = await viewer.get(pathOf(ref))
  expect(own.body).toEqual({
    name: 'tap-team',
    namespace: 'tap_team',
    variant: 'team',
    label: 'Team',
    pip_url: 'tap-team==1.2',
    executable: 'tap-team-cli',
    capabilities: ['catalog'],
    settings: [{ name: 'token', kind: 'password', sensitive: true }],
    settings_group_validation: [],
  })
  expect(own.text).not.toMatch(/letmein|eu-region|env-value/)
  const theirs = (await viewer.get(pathOf(index['tap-shop'].variants.acme.ref))).body
  expect(theirs).toMatchObject({ name: 'tap-shop', executable: 'tap-shop-cli', select: ['orders.*'] })
  expect(theirs).not.toHaveProperty('plugin_type')

  const all = (await viewer.get(`${ROOT}/plugins/index`)).body
  expect(all.extractors).toEqual(index)
  expect(all.files).toEqual({})
  expect(Object.keys(all.loaders)).toContain('target-lake')
})

it('withholds plugins that others could not install', async () => {
  await add({ name: 'tap-local', command: ['/opt/tap'] })
  await add({ name: 'tap-heir', inheritFrom: 'tap-team' })
  await add({ name: 'tap-private', pipUrl: 'git+https://me:letmein@example.com/tap.git' })
  const { body, text } = await viewer.get(`${ROOT}/plugins/extractors/index`)
  expect(Object.keys(body).filter((name) => /local|heir|private|csv/.test(name))).toEqual([])
  expect(text).not.toContain('letmein')
  expect((await viewer.get(`${ROOT}/plugins/extractors/tap-private--team`)).status).toBe(404)
})

it('needs a token, and answers briefly for an unchanged index', async () => {
  expect((await server.client().get(`${ROOT}/plugins/extractors/index`)).status).toBe(401)
  const path = `${ROOT}/plugins/loaders/index`
  const first = await viewer.get(path)
  const again = await viewer.send('GET', path, undefined, {
    'if-none-match': first.headers.get('etag') ?? '',
  })
  expect([again.status, again.text]).toEqual([304, ''])
  const other = await viewer.send('GET', path, undefined, { 'if-none-match': '"other"' })
  expect(other.status).toBe(200)
})

it('names a type or plugin that it does not have', async () => {
  expect((await viewer.get(`${ROOT}/plugins/wrong/index`)).status).toBe(404)
  expect((await viewer.get(`${ROOT}/plugins/extractors/tap-shop--none`)).status).toBe(404)
  expect((await viewer.get(`${ROOT}/plugins/extractors/tap-shop`)).status).toBe(404)
})

it("serves the product's own list while the hub is away", async () => {
  await hub.close()
  const own = await serverForFile(['viewer'], { env: { FLX_HUB_URL: hub.url } })
  const { body } = await own.viewer.get(`${ROOT}/plugins/loaders/index`)
  const [variant] = Object.values<{ ref: string }>(body['target-postgres'].variants)
  expect((await own.viewer.get(pathOf(variant?.ref ?? ''))).body).toMatchObject({ name: 'target-postgres' })
})
