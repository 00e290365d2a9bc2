import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { readEnvironment } from '../../../src/config.ts'
import { CLIENT, TestProvider, type ProviderPerson } from '../../support/stubs/open-id-provider.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const CALLBACK = '/api/auth/openid/callback'

async function start(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'flx-openid-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'client.secret'), `${CLIENT.secret}\n`)
  const provider = await TestProvider.start()
  onTestFinished(() => provider[Symbol.asyncDispose]())
  const server = await startTestServer({
    env: {
      FLX_OIDC_ISSUER: provider.issuer,
      FLX_OIDC_CLIENT_ID: CLIENT.id,
      FLX_OIDC_CLIENT_SECRET_FILE: join(folder, 'client.secret'),
      FLX_OIDC_LABEL: 'Example',
      ...env,
    },
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  provider.serve(`${server.url}${CALLBACK}`)
  return { server, provider }
}

/** A browser that follows every redirect, with cookies by host; ends at the product's final page. */
async function signIn(server: TestServer, { next = '/', spoil = (url: string) => url } = {}) {
  const jars = new Map<string, Map<string, string>>()
  let url = `${server.url}/api/auth/openid/start?next=${encodeURIComponent(next)}`
  for (let hops = 0; hops < 12; hops += 1) {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } })
    await response.arrayBuffer()
    for (const set of response.headers.getSetCookie()) {
      const [name = '', ...value] = (set.split(';')[0] ?? '').split('=')
      jar.set(name, value.join('='))
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${url} answered ${response.status} and led nowhere`)
    url = new URL(location, url).href
    if (url.startsWith(`${server.url}${CALLBACK}`)) url = spoil(url)
    else if (url.startsWith(server.url)) {
      const client = server.client()
      client.cookie = `flx.session_token=${jars.get(host)?.get('flx.session_token') ?? ''}`
      const known = [...(jars.get(host) ?? [])].filter(([name]) => name.startsWith('flx.device_'))
      return { path: url.slice(server.url.length), client, known }
    }
  }
  throw new Error('The redirects do not end.')
}

const ada: ProviderPerson = {
  sub: 'ada-1',
  email: 'Ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
}

it('a user with a verified address is linked to the account of that address, permanently', async () => {
  const { server, provider } = await start()
  const admin = await server.as('admin')
  await server.running.auth.createAccount({
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery',
    role: 'editor',
  })
  expect((await server.client().get('/api/auth/openid')).body).toEqual({ label: 'Example' })
  provider.person = ada
  const { path, client } = await signIn(server, { next: '/pipelines?status=active' })
  expect(path).toBe('/pipelines?status=active')
  expect((await client.get('/api/me')).body).toMatchObject({ email: 'ada@example.com', role: 'editor' })
  // From now on the identity counts, whatever address the provider reports.
  provider.person = { ...ada, email: 'other@example.com', email_verified: false }
  const again = await signIn(server, { next: '//evil.example' })
  expect(again.path).toBe('/')
  const { body: me } = await again.client.get('/api/me')
  expect(me.email).toBe('ada@example.com')
  const { body: audit } = await admin.get(`/api/audit?entityType=user&entityId=${me.id}`)
  expect(audit.items[0].changes).toEqual([{ path: 'openId', after: `${provider.issuer} ada-1` }])
  await admin.patch(`/api/users/${me.id}`, { isDisabled: true })
  expect((await signIn(server)).path).toBe('/sign-in?problem=disabled')
})

it('sign-in needs an account, a verified address, and the state of this very attempt', async () => {
  const { server, provider } = await start()
  await server.as('admin')
  const refusedAs = async (person: ProviderPerson | null, spoil?: (url: string) => string) => {
    provider.person = person
    const { path, client } = await signIn(server, spoil === undefined ? {} : { spoil })
    expect((await client.get('/api/me')).status).toBe(401)
    return path
  }
  expect(await refusedAs(ada)).toBe('/sign-in?problem=unknown')
  expect(await refusedAs({ ...ada, email_verified: false })).toBe('/sign-in?problem=unverified')
  expect(await refusedAs({ sub: 'nobody' })).toBe('/sign-in?problem=unverified')
  expect(await refusedAs(null)).toBe('/sign-in?problem=cancelled')
  const spoiled = (url: string) => url.replace(/state=[^&]+/, 'state=another')
  expect(await refusedAs(ada, spoiled)).toBe('/sign-in?problem=failed')
  const stranger = await fetch(`${server.url}${CALLBACK}?code=abc&state=def`, { redirect: 'manual' })
  expect(stranger.headers.get('location')).toBe('/sign-in?problem=failed')
})

it('accounts get the role and domains of the settings, and are never administrators', async () => {
  const { server, provider } = await start({
    FLX_OIDC_DEFAULT_ROLE: 'operator',
    FLX_OIDC_DOMAINS: 'example.com, example.org',
  })
  provider.person = ada
  // The product is not set up yet: the first account must not come from elsewhere.
  expect((await signIn(server)).path).toBe('/sign-in?problem=unknown')
  await server.as('admin')
  const { client } = await signIn(server)
  expect((await client.get('/api/me')).body).toMatchObject({ name: 'Ada Lovelace', role: 'operator' })
  provider.person = { ...ada, sub: 'eve', email: 'eve@evil.example' }
  expect((await signIn(server)).path).toBe('/sign-in?problem=domain')
  expect(() => readEnvironment({ FLX_OIDC_DEFAULT_ROLE: 'admin' })).toThrow(
    'FLX_OIDC_DEFAULT_ROLE must be viewer, operator or editor',
  )
  expect(() => readEnvironment({ FLX_OIDC_ISSUER: 'https://id.example.com' })).toThrow('must be set together')
  expect(() => readEnvironment({ FLX_OIDC_ISSUER: 'http://id.example.com' })).toThrow('must start with https')
})

it('an unneeded invitation ends at the first sign-in', async () => {
  const { server, provider } = await start()
  const admin = await server.as('admin')
  const { body } = await admin.post('/api/users/invite', { name: 'Ada', email: ada.email, role: 'editor' })
  provider.person = ada
  const { client } = await signIn(server)
  expect((await client.get('/api/me')).body.role).toBe('editor')
  const secret = body.link.path.split('#')[1]
  expect((await server.client().post('/api/auth/check-link', { secret })).status).toBe(404)
})

it('a browser is known after a sign-in: guesses by others no longer keep its user out', async () => {
  const { server, provider } = await start()
  const email = 'ada@example.com'
  const password = 'correct horse battery'
  await server.running.auth.createAccount({ name: 'Ada', email, password, role: 'viewer' })
  provider.person = ada
  const { known } = await signIn(server)
  expect(known).toHaveLength(1)
  const attempt = (cookie: string, given: string) =>
    server.running.auth.signIn(
      { email, password: given, rememberMe: true },
      { headers: new Headers({ cookie }), address: '127.0.0.1' },
    )
  const guesses = Array.from({ length: 11 }, (_, index) => ({
    address: `10.0.0.${index}`,
    headers: new Headers(),
  }))
  const outcomes: string[] = []
  for (const from of guesses) {
    const credentials = { email, password: 'a wrong guess', rememberMe: true }
    outcomes.push((await server.running.auth.signIn(credentials, from)).outcome)
  }
  expect(outcomes.at(-1)).toBe('throttled')
  expect((await attempt('', password)).outcome).toBe('throttled')
  const cookie = known.map(([name, value]) => `${name}=${value}`).join('; ')
  expect((await attempt(cookie, password)).outcome).toBe('signed-in')
})

it('anything a provider adds to the redirect is ignored, whatever its name', async () => {
  const { server, provider } = await start({ FLX_OIDC_DEFAULT_ROLE: 'viewer' })
  await server.as('admin')
  provider.person = ada
  const more = 'session_state=abc.def&scope=openid%20email&hd=example.com&role=admin&next=//evil.example'
  const { path, client } = await signIn(server, { spoil: (url) => `${url}&${more}` })
  expect(path).toBe('/')
  expect((await client.get('/api/me')).body.role).toBe('viewer')
  const elsewhere = await fetch(`${server.url}/api/auth/openid/start?session_state=abc`, {
    redirect: 'manual',
  })
  expect(elsewhere.status).toBe(422)
})
