import { afterEach, describe, expect, it } from 'vitest'

import { clientAddress, requestedHost } from '../../../src/http/guards/client-of-request.ts'
import { isProxyRange, proxyTrust } from '../../../src/core/trusted-proxies.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

const trusts = proxyTrust(['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.7'])
const address = (peer: string, headers: Record<string, string> = {}): string =>
  clientAddress({ peer, header: (name) => headers[name] }, trusts)

describe('the address of a user', () => {
  it.each([
    [
      'of a peer that is no proxy is its own, whatever it says',
      '198.51.100.1',
      '203.0.113.9',
      '198.51.100.1',
    ],
    ['behind a proxy is what the proxy says', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['behind a proxy is not what the client claims', '127.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    [
      'behind two proxies is what the first one says',
      '10.0.0.2',
      '6.6.6.6, 203.0.113.9, 10.0.0.1',
      '203.0.113.9',
    ],
    ['is that of the farthest proxy when all are trusted', '10.0.0.2', '10.0.0.9, 10.0.0.1', '10.0.0.9'],
    ['in the IPv6 form of an IPv4 peer is known', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['of IPv6 is read, too', '2001:db8::1', '[2001:4860::8]:4711', '2001:4860::8'],
    ['with a port is read', '192.0.2.7', '203.0.113.9:5555', '203.0.113.9'],
    ['that is no address ends at the proxy', '10.0.0.2', '203.0.113.9, unknown', '10.0.0.2'],
    ['that is empty ends at the proxy', '10.0.0.2', '', '10.0.0.2'],
  ])('%s', (_name, peer, forwarded, expected) => {
    expect(address(peer, { 'x-forwarded-for': forwarded })).toBe(expected)
  })

  it('can be in a Forwarded header', () => {
    const forwarded = 'for=6.6.6.6, for="[2001:4860::8]:4711";proto=https, for=10.0.0.1'
    expect(address('127.0.0.1', { forwarded })).toBe('2001:4860::8')
    expect(address('198.51.100.1', { forwarded })).toBe('198.51.100.1')
  })

  it('is that of the proxy when its two headers contradict each other', () => {
    const headers = { forwarded: 'for=6.6.6.6', 'x-forwarded-for': '203.0.113.9' }
    expect(address('127.0.0.1', headers)).toBe('127.0.0.1')
  })
})

it('accepts another host from a trusted proxy only', () => {
  const headers: Record<string, string> = {
    host: 'inner:3000',
    'x-forwarded-host': 'evil.example, flx.example.com',
  }
  const header = (name: string) => headers[name]
  expect(requestedHost({ peer: '127.0.0.1', header }, trusts)).toBe('flx.example.com')
  expect(requestedHost({ peer: '198.51.100.1', header }, trusts)).toBe('inner:3000')
})

it.each(['10.0.0.0/8', '127.0.0.1', '::1', 'fc00::/7', 'loopback', 'private'])(
  '%s can be trusted',
  (range) => {
    expect(isProxyRange(range)).toBe(true)
  },
)

it.each(['10.0.0.0/33', 'proxy.example.com', '10.0.0', '::1/129', '10.0.0.0/8/8', '*'])(
  '%s cannot',
  (range) => {
    expect(isProxyRange(range)).toBe(false)
  },
)

describe('signing in', () => {
  let server: TestServer
  afterEach(() => server[Symbol.asyncDispose]())
  const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
  const signIn = (password: string, headers: Record<string, string> = {}, email = ada.email) =>
    server.client().send('POST', '/api/auth/sign-in/email', { email, password }, headers)
  const start = async (env: Record<string, string> = {}) => {
    server = await startTestServer({ env })
    await server.running.auth.createAccount({ ...ada, role: 'viewer' })
  }

  it('is limited per user behind a trusted proxy', async () => {
    await start({ FLX_TRUSTED_PROXIES: 'loopback' })
    for (let index = 0; index < 10; index += 1) {
      await signIn('wrong password', { 'x-forwarded-for': '203.0.113.1' }, `nobody-${index}@example.com`)
    }
    expect((await signIn(ada.password, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(429)
    // Headers that a user adds before the proxy's own change nothing.
    expect((await signIn(ada.password, { 'x-forwarded-for': '9.9.9.9, 203.0.113.1' })).status).toBe(429)
    expect((await signIn(ada.password, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(200)
  })

  it('is not freed by made-up headers when no proxy is trusted', async () => {
    await start()
    for (let index = 0; index < 10; index += 1) {
      await signIn(
        'wrong password',
        { 'x-forwarded-for': `203.0.113.${index}` },
        `nobody-${index}@example.com`,
      )
    }
    expect((await signIn(ada.password, { 'x-forwarded-for': '203.0.113.99' })).status).toBe(429)
  })

  it('stays open in a known browser, whatever others guess, and there only for its account', async () => {
    await start()
    const first = await signIn(ada.password)
    const device = first.headers.getSetCookie().find((cookie) => cookie.startsWith('flx.device_')) ?? ''
    expect(device).toMatch(/; Path=\/api\/auth; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
    const [cookie = ''] = device.split(';')
    for (let index = 0; index < 12; index += 1) await signIn(`guess number ${index}`)
    expect((await signIn(ada.password)).status).toBe(429)
    expect((await signIn(ada.password, { cookie })).status).toBe(200)
    const [name = '', value = ''] = cookie.split('=')
    expect((await signIn(ada.password, { cookie: `${name}=x${value}` })).status).toBe(429)
    expect((await signIn(ada.password, { cookie }, 'eve@example.com')).status).toBe(429)
  })

  it('is limited in a known browser too', async () => {
    await start()
    const first = await signIn(ada.password)
    const cookie =
      first.headers
        .getSetCookie()
        .find((one) => one.startsWith('flx.device_'))
        ?.split(';')[0] ?? ''
    for (let index = 0; index < 10; index += 1) {
      expect((await signIn(`guess number ${index}`, { cookie })).status).toBe(401)
    }
    expect((await signIn(ada.password, { cookie })).status).toBe(429)
  })
})
