import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { ROLES } from '@flx/shared/access/role'
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

const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
const PASSWORD = 'a password of some length'

/** Adds a user, and signs them in. */
async function addUser(role: string) {
  const email = `${crypto.randomUUID()}@example.com`
  const { body, status } = await admin.post('/api/users', {
    name: `New ${role}`,
    email,
    role,
    password: PASSWORD,
  })
  expect(status).toBe(201)
  return { user: body, email, client: await server.client().signIn(email, PASSWORD) }
}

describe('users', () => {
  it('are added, listed and changed by an administrator only', async () => {
    const { user, email } = await addUser('operator')
    expect(user).toMatchObject({ role: 'operator', isDisabled: false, email })
    const listed = await admin.get('/api/users')
    expect(listed.body.items).toContainEqual(user)
    expect(listed.text).not.toMatch(/password|hash/i)
    const again = await admin.post('/api/users', {
      name: 'x',
      email: email.toUpperCase(),
      role: 'viewer',
      password: PASSWORD,
    })
    expect(again.status).toBe(409)
    const weak = await admin.post('/api/users', {
      name: 'x',
      email: 'y@example.com',
      role: 'viewer',
      password: 'short',
    })
    expect(weak).toMatchObject({ status: 422, body: { errors: [{ path: 'password' }] } })
    for (const role of ROLES.filter((other) => other !== 'admin')) {
      const other = await server.as(role)
      expect((await other.get('/api/users')).status).toBe(403)
      expect((await other.patch(`/api/users/${user.id}`, { role: 'admin' })).status).toBe(403)
    }
  })

  it('lose their sessions and sockets when disabled, and can sign in again when enabled', async () => {
    const { user, client, email } = await addUser('editor')
    await using socket = await client.connect()
    await subscribe(socket, 'pipelines')
    const closed = new Promise((resolve) => socket.once('disconnect', resolve))
    await admin.patch(`/api/users/${user.id}`, { isDisabled: true })
    await closed
    expect((await client.get('/api/pipelines')).status).toBe(401)
    await expect(server.client().signIn(email, PASSWORD)).rejects.toThrow('password is wrong')
    await admin.patch(`/api/users/${user.id}`, { isDisabled: false })
    expect((await (await server.client().signIn(email, PASSWORD)).get('/api/pipelines')).status).toBe(200)
  })

  it('get a new role at once', async () => {
    const { user, client } = await addUser('viewer')
    expect((await client.post('/api/schedules/pause')).status).toBe(403)
    await admin.patch(`/api/users/${user.id}`, { role: 'operator' })
    expect((await client.post('/api/schedules/resume')).status).toBe(200)
  })

  it('always include an administrator, even when two leave at once', async () => {
    await using alone = await startTestServer()
    const first = await alone.as('admin')
    const { body: me } = await first.get('/api/me')
    expect((await first.patch(`/api/users/${me.id}`, { role: 'viewer' })).status).toBe(409)
    expect((await first.patch(`/api/users/${me.id}`, { isDisabled: true })).status).toBe(409)
    const second = await alone.as('admin')
    const { body: other } = await second.get('/api/me')
    const both = await Promise.all([
      first.patch(`/api/users/${me.id}`, { role: 'viewer' }),
      second.patch(`/api/users/${other.id}`, { role: 'viewer' }),
    ])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })

  it('change their own name and password, and sign other browsers out', async () => {
    const { client, email } = await addUser('viewer')
    const phone = await server.client().signIn(email, PASSWORD)
    expect((await client.patch('/api/me', { name: 'Other Name' })).body).toMatchObject({
      name: 'Other Name',
      role: 'viewer',
    })
    expect((await client.patch('/api/me', { role: 'admin' })).status).toBe(422)
    const { body } = await client.get('/api/me/sessions')
    expect(body.items.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent).toSorted()).toEqual([
      false,
      true,
    ])
    const wrong = { currentPassword: 'not this one', newPassword: 'another long password' }
    expect(await client.post('/api/me/password', wrong)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'currentPassword' }] },
    })
    expect((await client.post('/api/me/password', { ...wrong, currentPassword: PASSWORD })).status).toBe(204)
    expect((await phone.get('/api/me')).status).toBe(401)
    expect((await client.get('/api/me')).status).toBe(200)
    const again = await server.client().signIn(email, 'another long password')
    const { body: sessions } = await client.get('/api/me/sessions')
    const other = sessions.items.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent)
    expect((await client.delete(`/api/me/sessions/${other.id}`)).status).toBe(204)
    expect((await again.get('/api/me')).status).toBe(401)
    expect((await admin.delete(`/api/me/sessions/${sessions.items[0].id}`)).status).toBe(404)
    const { body: me } = await client.get('/api/me')
    const { body: told } = await admin.get(`/api/audit?actor=${me.id}`)
    expect(told.items.map(({ action }: { action: string }) => action)).toEqual(['revoke', 'update', 'update'])
  })
})

describe('a link to set a password', () => {
  const secretOf = (path: string): string => path.split('#')[1] ?? ''

  it('lets an invited user in once, with the role of the invitation', async () => {
    const email = 'Grace@example.com'
    const invited = await admin.post('/api/users/invite', { name: 'Grace', email, role: 'operator' })
    expect(invited).toMatchObject({ status: 201, body: { user: { email: 'grace@example.com' } } })
    const { user, link } = invited.body
    expect(link.path).toMatch(/^\/set-password#[\w-]{43}$/)
    const secret = secretOf(link.path)
    const nobody = server.client()
    expect((await nobody.post('/api/auth/check-link', { secret })).body).toEqual({
      name: 'Grace',
      email: 'grace@example.com',
    })
    const weak = await nobody.post('/api/auth/use-link', { secret, password: 'short' })
    expect(weak).toMatchObject({ status: 422, body: { errors: [{ path: 'password' }] } })
    const both = await Promise.all(
      [1, 2].map(() => nobody.post('/api/auth/use-link', { secret, password: PASSWORD })),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404])
    const grace = await server.client().signIn(email, PASSWORD)
    expect((await grace.get('/api/me')).body).toMatchObject({ id: user.id, role: 'operator' })
    expect((await nobody.post('/api/auth/check-link', { secret })).body.detail).toContain('already used')
    const audit = await admin.get(`/api/audit?entityType=user&entityId=${user.id}`)
    expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual(['update', 'create'])
    expect(audit.text).not.toContain(secret)
  })

  it('signs out everywhere, is replaced by a newer one, and is not issued for a disabled user', async () => {
    const { user, client, email } = await addUser('viewer')
    const former = await admin.post(`/api/users/${user.id}/link`)
    const { body } = await admin.post(`/api/users/${user.id}/link`)
    const use = (path: string) =>
      server
        .client()
        .post('/api/auth/use-link', { secret: secretOf(path), password: 'another long password' })
    expect((await use(former.body.path)).status).toBe(404)
    expect((await client.get('/api/me')).status).toBe(200)
    expect((await use(body.path)).status).toBe(200)
    expect((await client.get('/api/me')).status).toBe(401)
    await server.client().signIn(email, 'another long password')
    const last = await admin.post(`/api/users/${user.id}/link`)
    await admin.patch(`/api/users/${user.id}`, { isDisabled: true })
    expect((await use(last.body.path)).status).toBe(404)
    expect((await admin.post(`/api/users/${user.id}/link`)).status).toBe(409)
    expect((await (await server.as('editor')).post(`/api/users/${user.id}/link`)).status).toBe(403)
  })

  it('is issued by the command line to a locked-out administrator, even while the server runs', async () => {
    const { user, email } = await addUser('admin')
    await admin.patch(`/api/users/${user.id}`, { isDisabled: true })
    const run = (address: string) =>
      promisify(execFile)(
        process.execPath,
        [join(import.meta.dirname, '../../../src/commands/user.ts'), 'reset', address],
        {
          env: { PATH: process.env['PATH'], ...server.place },
        },
      )
    const { stdout } = await run(email)
    const [secret = ''] = /[\w-]{43}(?=\n)/.exec(stdout) ?? []
    const used = await server
      .client()
      .post('/api/auth/use-link', { secret, password: 'another long password' })
    expect(used.status).toBe(200)
    await server.client().signIn(email, 'another long password')
    const { body } = await admin.get(`/api/audit?entityId=${user.id}&action=reset`)
    expect(body.items).toMatchObject([{ actorName: 'Command line', actorId: null }])
    await expect(run('nobody@example.com')).rejects.toThrow('No user has the e-mail address')
  })
})

describe('an API token', () => {
  it('acts for its owner with at most its role, is shown once and stored as a hash', async () => {
    const editor = await server.as('editor')
    const made = await editor.post('/api/tokens', { name: 'deploy', role: 'operator' })
    expect(made.status).toBe(201)
    const { value, token } = made.body
    expect(value).toMatch(/^flx_[\w-]{43}$/)
    const listed = await editor.get('/api/tokens')
    expect(listed.text).not.toContain(value)
    expect(listed.body.items).toMatchObject([{ id: token.id, hint: value.slice(0, 8), lastUsedAt: null }])
    const [stored] = await server.running.tokens.list(token.ownerId)
    expect(JSON.stringify(stored)).not.toContain(value)

    const machine = server.client()
    expect((await machine.send('GET', '/api/pipelines', undefined, bearer(value))).status).toBe(200)
    expect((await machine.send('POST', '/api/schedules/resume', undefined, bearer(value))).status).toBe(200)
    expect((await machine.send('POST', '/api/samples', undefined, bearer(value))).status).toBe(403)
    expect((await editor.get('/api/tokens')).body.items[0].lastUsedAt).toEqual(expect.any(String))
    expect(
      (await machine.send('POST', '/api/tokens', { name: 'x', role: 'viewer' }, bearer(value))).status,
    ).toBe(409)
    const { body: open } = await editor.get('/api/me/sessions')
    for (const [method, path, change] of [
      ['PATCH', '/api/me', { name: 'Somebody else' }],
      ['DELETE', `/api/me/sessions/${open.items[0].id}`, undefined],
      ['DELETE', `/api/tokens/${token.id}`, undefined],
    ] as const) {
      expect(await machine.send(method, path, change, bearer(value))).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('with an API token') },
      })
    }
    expect(
      (
        await machine.send(
          'POST',
          '/api/me/password',
          { currentPassword: 'x', newPassword: 'long enough it is' },
          bearer(value),
        )
      ).status,
    ).toBe(409)

    expect((await (await server.as('viewer')).delete(`/api/tokens/${token.id}`)).status).toBe(404)
    expect((await editor.delete(`/api/tokens/${token.id}`)).status).toBe(204)
    expect((await machine.send('GET', '/api/pipelines', undefined, bearer(value))).status).toBe(401)
  })

  it('never has more rights than its owner, and ends with the owner or its expiry', async () => {
    const { user, client } = await addUser('editor')
    expect(await client.post('/api/tokens', { name: 'x', role: 'admin' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'role' }] },
    })
    const past = await client.post('/api/tokens', {
      name: 'x',
      role: 'viewer',
      expiresAt: '2020-01-01T00:00:00Z',
    })
    expect(past).toMatchObject({ status: 422, body: { errors: [{ path: 'expiresAt' }] } })
    const { body } = await client.post('/api/tokens', {
      name: 'x',
      role: 'editor',
      expiresAt: '2999-01-01T00:00:00Z',
    })
    const ask = (method: string, path: string) =>
      server.client().send(method, path, undefined, bearer(body.value))
    expect((await ask('POST', '/api/samples')).status).toBe(200)
    await admin.patch(`/api/users/${user.id}`, { role: 'viewer' })
    expect((await ask('POST', '/api/samples')).status).toBe(403)
    await admin.patch(`/api/users/${user.id}`, { isDisabled: true })
    expect((await ask('GET', '/api/pipelines')).status).toBe(401)
  })

  it.each(['flx_nonsense', 'nonsense', ''])('%j is refused, and no cookie replaces it', async (value) => {
    const answer = await admin.send('GET', '/api/pipelines', undefined, bearer(value))
    expect(answer).toMatchObject({ status: 401, body: { detail: expect.stringContaining('API token') } })
  })
})
