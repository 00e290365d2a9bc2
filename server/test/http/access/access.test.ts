import { ROLES, hasRole, type Role } from '@flx/shared/access/role'
import { beforeAll, describe, expect, it } from 'vitest'

import { OPEN_ROUTES, refuseUnstatedRoutes, statementOf } from '../../../src/http/guards/access.ts'
import type { Client } from '../../support/client.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { EVERYTHING } from '../../support/sweep.ts'

const { server } = await serverForFile([])
const clients = new Map<Role, Client>()
const tokens = new Map<Role, string>()
beforeAll(async () => {
  for (const role of ROLES) {
    const client = await server.as(role)
    clients.set(role, client)
    // A token of this role, owned by a user with a higher one: the lower role counts.
    const { body } = await (await server.as('admin')).post('/api/tokens', { name: role, role })
    tokens.set(role, body.value)
  }
})

/** Every mounted route of the API, with an ID that names nothing. */
function apiRoutes(): { method: string; path: string; url: string; role: Role | 'open' }[] {
  return server.running.app.routes.flatMap(({ method, path, handler }) => {
    const role = statementOf(handler)?.role
    if (role === undefined) return []
    return [{ method, path, url: path.replace(':id', '018f0000-0000-7000-8000-000000000000'), role }]
  })
}

/** The role that a route needs and the next lower one; the nightly run tries all. */
const isAtBorder = (role: Role, needed: Role): boolean =>
  [0, 1].includes(ROLES.indexOf(needed) - ROLES.indexOf(role))

describe('every route under /api', () => {
  it('states the role it needs', () => {
    expect(apiRoutes().length).toBeGreaterThan(25)
    expect(() =>
      refuseUnstatedRoutes([{ method: 'GET', path: '/api/forgotten', handler: () => undefined }]),
    ).toThrow('GET /api/forgotten does not state the role')
  })

  it('answers 401 without a session, unless it is listed as open', async () => {
    for (const { method, path, url, role } of apiRoutes()) {
      const { status } = await server.client().send(method, url, method === 'POST' ? {} : undefined)
      const route = `${method} ${path}`
      expect({ route, closed: status === 401 }).toEqual({ route, closed: !OPEN_ROUTES.has(route) })
      expect(role === 'open').toBe(OPEN_ROUTES.has(route))
    }
  })

  it('answers 403 to a role that is too weak, and to no other, by session and by token', async () => {
    for (const { method, path, url, role: needed } of apiRoutes()) {
      // Signing out would end the sessions that the next routes need.
      if (needed === 'open' || path.startsWith('/api/auth/')) continue
      for (const [role, client] of clients) {
        if (!EVERYTHING && !isAtBorder(role, needed)) continue
        const { status } = await client.send(method, url, method === 'PATCH' ? { version: 1 } : undefined)
        const route = `${method} ${path} as ${role}`
        expect({ route, refused: status === 403 }).toEqual({ route, refused: !hasRole(role, needed) })
        const byToken = await server
          .client()
          .send(method, url, method === 'PATCH' ? { version: 1 } : undefined, {
            authorization: `Bearer ${tokens.get(role)}`,
          })
        expect({ route, refused: byToken.status === 403 }).toEqual({
          route,
          refused: !hasRole(role, needed),
        })
      }
    }
  }, 120_000)

  it('answers 401 even for an unknown route, so that no one learns what exists', async () => {
    expect((await server.client().get('/api/nothing')).status).toBe(401)
    expect((await server.client().post('/api/auth/sign-up/email', {})).status).toBe(401)
    const admin = clients.get('admin')
    expect((await admin?.post('/api/auth/sign-up/email', {}))?.status).toBe(404)
    expect((await admin?.get('/api/auth/admin/list-users'))?.status).toBe(404)
  })

  it('is closed to a signed-out session and to a made-up one', async () => {
    const client = await server.as('viewer')
    const { cookie } = client
    expect((await client.get('/api/pipelines')).status).toBe(200)
    expect((await client.post('/api/auth/sign-out')).status).toBe(204)
    expect(client.cookie).toBe('')
    client.cookie = cookie
    expect((await client.get('/api/pipelines')).status).toBe(401)
    client.cookie = 'flx.session_token=abc.def'
    expect((await client.get('/api/pipelines')).status).toBe(401)
  })
})

it('operators can activate and deactivate a pipeline and change nothing else', async () => {
  const operator = clients.get('operator')
  const url = '/api/pipelines/018f0000-0000-7000-8000-000000000000'
  expect((await operator?.patch(url, { version: 1, isActive: false }))?.status).toBe(404)
  expect((await operator?.patch(url, { version: 1, name: 'x' }))?.status).toBe(403)
})
