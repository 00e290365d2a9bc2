import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { subscribe, type Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let admin: Client
// Each with its own server: sign-ins are throttled per address.
beforeEach(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterEach(() => server[Symbol.asyncDispose]())

const PASSWORD = 'a password of some length'
const OTHER = 'another long password'
const HOUR_MS = 3_600_000

const newUser = (role: string, name = `The ${role}`) => ({
  name,
  email: `${crypto.randomUUID()}@example.com`,
  role,
})
const secretOf = (path: string): string => path.split('#')[1] ?? ''
const useLink = (path: string, more: object = {}) =>
  server.client().post('/api/auth/use-link', { secret: secretOf(path), password: OTHER, ...more })

/** A client with only an API token. */
async function byToken(owner: Client, role: string, expiresAt: string | null = null) {
  const { body } = await owner.post('/api/tokens', { name: `token of ${role}`, role, expiresAt })
  const authorization = `Bearer ${body.value}`
  const send = (method: string) => (path: string, sent?: unknown) =>
    server.client().send(method, path, sent, { authorization })
  return {
    id: body.token.id as string,
    get: send('GET'),
    post: send('POST'),
    patch: send('PATCH'),
    delete: send('DELETE'),
  }
}

describe('an API token', () => {
  it('neither creates an administrator nor changes one, not even its owner', async () => {
    const token = await byToken(admin, 'admin')
    const { body: owner } = await admin.get('/api/me')
    const { body: viewer } = await admin.post('/api/users', { ...newUser('viewer'), password: PASSWORD })
    const attempts = [
      token.post('/api/users', { ...newUser('admin'), password: PASSWORD }),
      token.post('/api/users/invite', newUser('admin')),
      token.patch(`/api/users/${viewer.id}`, { role: 'admin' }),
      token.patch(`/api/users/${owner.id}`, { password: OTHER }),
      token.patch(`/api/users/${owner.id}`, { name: 'Somebody else' }),
      token.post(`/api/users/${owner.id}/link`),
    ]
    for (const { status, body } of await Promise.all(attempts)) {
      expect(status).toBe(403)
      expect(body.detail).toContain('An API token cannot create or change administrators')
    }
    expect((await token.post('/api/tokens', { name: 'more', role: 'viewer' })).status).toBe(409)
    expect((await token.post('/api/me/password', { currentPassword: 'x', newPassword: OTHER })).status).toBe(
      409,
    )
    const { body } = await admin.get('/api/users')
    expect(body.items.filter(({ role }: { role: string }) => role === 'admin')).toEqual([owner])
  })

  it('manages users with lower roles, whose links last no longer than the token', async () => {
    const soon = new Date(Date.now() + HOUR_MS).toISOString()
    const token = await byToken(admin, 'admin', soon)
    const { status, body } = await token.post('/api/users/invite', newUser('editor'))
    expect(status).toBe(201)
    expect(body.link.expiresAt).toBe(soon)
    const again = await token.post(`/api/users/${body.user.id}/link`)
    expect(again.body.expiresAt).toBe(soon)
    expect((await useLink(again.body.path)).status).toBe(200)
    const lasting = await byToken(admin, 'admin')
    const long = await lasting.post(`/api/users/${body.user.id}/link`)
    expect(Date.parse(long.body.expiresAt) - Date.now()).toBeGreaterThan(6 * 24 * HOUR_MS)
  })

  it('revokes its links when deleted, or when its owner is no longer an administrator', async () => {
    const token = await byToken(admin, 'admin')
    const { body: invited } = await token.post('/api/users/invite', newUser('viewer'))
    await admin.delete(`/api/tokens/${token.id}`)
    expect((await useLink(invited.link.path)).status).toBe(404)

    const { body: second } = await admin.post('/api/users', { ...newUser('admin'), password: PASSWORD })
    const owner = await server.client().signIn(second.email, PASSWORD)
    const other = await byToken(owner, 'admin')
    const { body: link } = await other.post(`/api/users/${invited.user.id}/link`)
    expect((await server.client().post('/api/auth/check-link', { secret: secretOf(link.path) })).status).toBe(
      200,
    )
    await admin.patch(`/api/users/${second.id}`, { role: 'editor' })
    expect((await server.client().post('/api/auth/check-link', { secret: secretOf(link.path) })).status).toBe(
      404,
    )
    expect((await useLink(link.path)).status).toBe(404)
    expect((await other.post('/api/users/invite', newUser('viewer'))).status).toBe(403)
  })
})

describe('a link to set a password ends', () => {
  const changes: [string, (id: string, email: string) => Promise<unknown>][] = [
    [
      'with a new password by an administrator',
      (id) => admin.patch(`/api/users/${id}`, { password: PASSWORD }),
    ],
    ['with another role', (id) => admin.patch(`/api/users/${id}`, { role: 'admin' })],
    [
      'when the account is disabled, also once it is enabled again',
      async (id) => {
        await admin.patch(`/api/users/${id}`, { isDisabled: true })
        await admin.patch(`/api/users/${id}`, { isDisabled: false })
      },
    ],
    [
      'when the user changes the password',
      async (_id, email) => {
        const client = await server.client().signIn(email, PASSWORD)
        await client.post('/api/me/password', { currentPassword: PASSWORD, newPassword: OTHER })
      },
    ],
  ]
  it.each(changes)('%s', async (_what, change) => {
    const { body: user } = await admin.post('/api/users', { ...newUser('viewer'), password: PASSWORD })
    const { body: link } = await admin.post(`/api/users/${user.id}/link`)
    await change(user.id, user.email)
    expect((await useLink(link.path)).status).toBe(404)
  })

  it('and stays when only the name changes', async () => {
    const { body: user } = await admin.post('/api/users', { ...newUser('viewer'), password: PASSWORD })
    const { body: link } = await admin.post(`/api/users/${user.id}/link`)
    await admin.patch(`/api/users/${user.id}`, { name: 'New', role: 'viewer', isDisabled: false })
    expect((await useLink(link.path)).status).toBe(200)
  })
})

describe('a new password ends the API tokens of the user on request', () => {
  async function owner() {
    const { body: user } = await admin.post('/api/users', { ...newUser('editor'), password: PASSWORD })
    const client = await server.client().signIn(user.email, PASSWORD)
    const tokens = [await byToken(client, 'viewer'), await byToken(client, 'editor')]
    return { user, client, tokens }
  }
  const alive = (tokens: Awaited<ReturnType<typeof byToken>>[]) =>
    Promise.all(tokens.map(async (token) => (await token.get('/api/pipelines')).status === 200))

  it('in the profile, and reports how many ended', async () => {
    const { user, client, tokens } = await owner()
    const others = await byToken(admin, 'viewer')
    const phone = await server.client().signIn(user.email, PASSWORD)
    await using socket = await phone.connect()
    await subscribe(socket, 'pipelines')
    const closed = new Promise((resolve) => socket.once('disconnect', resolve))
    const kept = await client.post('/api/me/password', { currentPassword: PASSWORD, newPassword: OTHER })
    expect(kept.status).toBe(204)
    await closed
    expect((await phone.get('/api/me')).status).toBe(401)
    expect(await alive(tokens)).toEqual([true, true])

    const wrong = { currentPassword: PASSWORD, newPassword: PASSWORD, revokeTokens: true }
    expect((await client.post('/api/me/password', wrong)).status).toBe(422)
    expect(await alive(tokens)).toEqual([true, true])

    const ended = await client.post('/api/me/password', { ...wrong, currentPassword: OTHER })
    expect(ended).toMatchObject({ status: 200, body: { revokedTokens: 2 } })
    expect(await alive([...tokens, others])).toEqual([false, false, true])
    const { body } = await admin.get(`/api/audit?entityId=${user.id}&limit=1`)
    expect(body.items[0].changes).toEqual([
      { path: 'password', secret: true },
      { path: 'tokens', before: 2, after: 0 },
    ])
  })

  it('by an administrator, with the sessions, and not unless requested', async () => {
    const { user, client, tokens } = await owner()
    expect((await admin.patch(`/api/users/${user.id}`, { password: OTHER })).status).toBe(200)
    expect((await client.get('/api/me')).status).toBe(401)
    expect(await alive(tokens)).toEqual([true, true])
    const ended = await admin.patch(`/api/users/${user.id}`, { password: PASSWORD, revokeAccess: true })
    expect(ended.status).toBe(200)
    expect(await alive(tokens)).toEqual([false, false])
    const { body } = await admin.get(`/api/audit?entityId=${user.id}&limit=1`)
    expect(body.items[0].changes).toEqual([
      { path: 'password', secret: true },
      { path: 'tokens', before: 2, after: 0 },
    ])
  })

  it('as soon as an administrator creates a link, on request', async () => {
    const { user, client, tokens } = await owner()
    const phone = await server.client().signIn(user.email, PASSWORD)
    await using socket = await phone.connect()
    await subscribe(socket, 'pipelines')
    await admin.post(`/api/users/${user.id}/link`)
    expect((await client.get('/api/me')).status).toBe(200)
    expect(await alive(tokens)).toEqual([true, true])
    const closed = new Promise((resolve) => socket.once('disconnect', resolve))
    const made = await admin.post(`/api/users/${user.id}/link`, { revokeAccess: true })
    expect(made.status).toBe(201)
    await closed
    expect((await client.get('/api/me')).status).toBe(401)
    expect(await alive(tokens)).toEqual([false, false])
    const { body } = await admin.get(`/api/audit?entityId=${user.id}&limit=1`)
    expect(body.items[0]).toMatchObject({
      action: 'reset',
      changes: [{ path: 'tokens', before: 2, after: 0 }],
    })
    expect((await useLink(made.body.path)).status).toBe(200)
  })

  it('by a link', async () => {
    const { user, client, tokens } = await owner()
    const first = await admin.post(`/api/users/${user.id}/link`)
    const checked = await server.client().post('/api/auth/check-link', { secret: secretOf(first.body.path) })
    expect(checked.body).toEqual({ name: user.name, email: user.email, canRunCode: true, tokens: 2 })
    expect((await useLink(first.body.path)).body.revokedTokens).toBe(0)
    expect((await client.get('/api/me')).status).toBe(401)
    expect(await alive(tokens)).toEqual([true, true])
    const second = await admin.post(`/api/users/${user.id}/link`)
    expect((await useLink(second.body.path, { revokeTokens: true })).body.revokedTokens).toBe(2)
    expect(await alive(tokens)).toEqual([false, false])
  })
})
