import { describe, expect, it } from 'vitest'

import { startTestServer } from '../../support/server.ts'

const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }

describe('the first administrator', () => {
  it('is created once, and then signs in', async () => {
    await using server = await startTestServer()
    const client = server.client()
    expect((await client.get('/api/setup')).body).toEqual({ needed: true })
    expect((await client.post('/api/setup', ada)).status).toBe(201)
    expect((await client.get('/api/setup')).body).toEqual({ needed: false })
    expect((await client.post('/api/setup', { ...ada, email: 'eve@example.com' })).status).toBe(409)
    await client.signIn('ADA@example.com', ada.password)
    expect((await client.get('/api/auth/get-session')).body).toMatchObject({ name: 'Ada', role: 'admin' })
  })

  it('is exactly one when many requests arrive at the same moment', async () => {
    await using server = await startTestServer()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        server.client().post('/api/setup', { ...ada, email: `ada${index}@example.com` }),
      ),
    )
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([201, ...Array(7).fill(409)])
  })

  it('needs a password of ten characters', async () => {
    await using server = await startTestServer()
    const answer = await server.client().post('/api/setup', { ...ada, password: 'too short' })
    expect(answer.status).toBe(422)
    expect(answer.body.errors).toEqual([{ path: 'password', message: 'Use at least 10 characters.' }])
    expect((await server.client().get('/api/setup')).body).toEqual({ needed: true })
  })

  it('can come from the environment, and a later start changes nothing', async () => {
    await using server = await startTestServer({
      env: { FLX_ADMIN_EMAIL: ada.email, FLX_ADMIN_PASSWORD: ada.password },
    })
    expect((await server.client().get('/api/setup')).body).toEqual({ needed: false })
    await server.client().signIn(ada.email, ada.password)
  })

  it('must exist before other machines can reach the server', async () => {
    const open = { FLX_HOST: '0.0.0.0' }
    await expect(startTestServer({ env: open })).rejects.toThrow('FLX_HOST')
    await using server = await startTestServer({
      env: { ...open, FLX_ADMIN_EMAIL: ada.email, FLX_ADMIN_PASSWORD: ada.password },
    })
    expect((await fetch(`http://127.0.0.1:${new URL(server.url).port}/readyz`)).status).toBe(200)
  })
})

describe('signing in', () => {
  it('sets an http-only cookie and never shows the session token', async () => {
    await using server = await startTestServer()
    await server.running.auth.createAccount({ ...ada, role: 'viewer' })
    const answer = await server
      .client()
      .post('/api/auth/sign-in/email', { email: ada.email, password: ada.password })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^flx\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax$/)
    const token = decodeURIComponent(cookie.split(/[=.;]/)[2] ?? '')
    expect(token.length).toBeGreaterThan(20)
    expect(answer.text).not.toContain(token)
    expect(Object.keys(answer.body).sort()).toEqual(['email', 'id', 'name', 'role'])
  })

  it('answers a wrong password and an unknown address alike, and null without a session', async () => {
    await using server = await startTestServer()
    await server.running.auth.createAccount({ ...ada, role: 'viewer' })
    const client = server.client()
    const wrong = await client.post('/api/auth/sign-in/email', { email: ada.email, password: 'wrong' })
    const unknown = await client.post('/api/auth/sign-in/email', { email: 'eve@x.org', password: 'wrong' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(wrong.body).toEqual(unknown.body)
    expect(wrong.headers.get('content-type')).toBe('application/problem+json')
    expect((await client.get('/api/auth/get-session')).text).toBe('null')
  })

  it('is throttled per address, whatever address a header claims', async () => {
    await using server = await startTestServer()
    await server.running.auth.createAccount({ ...ada, role: 'viewer' })
    const client = server.client()
    const attempt = (index: number) =>
      client.send(
        'POST',
        '/api/auth/sign-in/email',
        { email: ada.email, password: 'wrong' },
        { 'x-forwarded-for': `10.0.0.${index}`, 'x-flx-peer-address': `10.0.0.${index}` },
      )
    const statuses: number[] = []
    for (let index = 0; index < 11; index += 1) statuses.push((await attempt(index)).status)
    expect(statuses).toEqual([...Array(10).fill(401), 429])
    const throttled = await attempt(99)
    expect(throttled.body.code).toBe('too-many-requests')
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(0)
    // Even the right password does not help until the time is over.
    const right = await client.post('/api/auth/sign-in/email', { email: ada.email, password: ada.password })
    expect(right.status).toBe(429)
  })
})

describe('a page of one user', () => {
  it('does nothing in the name of another user who has signed in in the same browser', async () => {
    await using server = await startTestServer()
    const page = await server.as('editor')
    const { id } = (await page.get('/api/auth/get-session')).body
    const other = await server.as('editor')
    const view = { page: 'pipelines', name: 'Mine', query: '' }
    const send = (client: typeof page, user: string) =>
      client.send('POST', '/api/views', view, { 'x-flx-person': user })
    expect((await send(page, id)).status).toBe(201)
    const refused = await send(other, id)
    expect(refused.status).toBe(401)
    expect(refused.body.detail).toMatch(/Another user has signed in/)
    expect((await other.get('/api/views?page=pipelines')).body.items).toEqual([])
  })
})
