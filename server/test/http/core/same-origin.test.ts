import { request } from 'node:http'

import { describe, expect, it } from 'vitest'

import { startTestServer } from '../../support/server.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server, editor } = await serverForFile(['editor'])

/** Sends exactly these headers: fetch does not allow setting Host or Sec-Fetch-Site. */
function send(method: string, path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('a change with a session cookie', () => {
  const change = (headers: Record<string, string>) =>
    send('POST', '/api/samples', { cookie: editor.cookie, ...headers })

  it('is refused from a page of another site', async () => {
    expect(await change({ origin: 'https://evil.example' })).toBe(403)
    expect(await change({ origin: 'null' })).toBe(403)
    // The same site for cookies, but another origin.
    expect(await change({ origin: 'http://127.0.0.1:1' })).toBe(403)
  })

  it('is refused when its origin is unknown', async () => {
    expect(await change({})).toBe(403)
    expect(await change({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await change({ 'sec-fetch-site': 'same-site' })).toBe(403)
  })

  it('is accepted from our own page', async () => {
    expect(await change({ origin: server.url })).toBe(200)
    expect(await change({ 'sec-fetch-site': 'same-origin' })).toBe(200)
  })
})

it('signing in from a page of another site is refused', async () => {
  expect(await send('POST', '/api/auth/sign-in/email', { origin: 'https://evil.example' })).toBe(403)
})

it('a foreign host name that resolves to this machine is refused', async () => {
  expect(await send('GET', '/api/setup', { host: 'evil.example' })).toBe(403)
  expect(await send('GET', '/api/setup', { host: 'localhost:1234' })).toBe(200)
})

it('behind a proxy the public URL is our own page', async () => {
  await using proxied = await startTestServer({ env: { FLX_PUBLIC_URL: 'https://flx.example.com' } })
  const client = proxied.client()
  const credentials = { email: 'nobody@example.com', password: 'x' }
  const from = (origin: string) =>
    client.send('POST', '/api/auth/sign-in/email', credentials, { origin }).then(({ status }) => status)
  expect(await from('https://flx.example.com')).toBe(401)
  expect(await from('https://evil.example')).toBe(403)
})
