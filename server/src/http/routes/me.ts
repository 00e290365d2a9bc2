import type { AuditAction, AuditChange } from '@flx/shared/audit'
import { allOf } from '@flx/shared/list'
import { passwordChangeSchema, profilePatchSchema, userSchema, sessionInfoSchema } from '@flx/shared/user'
import { Hono } from 'hono'

import { invalid, notFound } from '../../domain/errors.ts'
import { needs } from '../access.ts'
import {
  actorOf,
  idOf,
  refuseTokens,
  type HttpContext,
  type HttpDependencies,
  type HttpEnvironment,
} from '../environment.ts'
import { body } from '../valid.ts'

/** What a person does with the own account. */
export function meRoutes({ auth, context, sessionEnded }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'Shows the own account', { gives: userSchema }), async (c) =>
      c.json(await own(c)),
    )
    .patch(
      '/',
      needs('viewer', 'Changes the own name', { gives: userSchema }),
      body(profilePatchSchema),
      async (c) => {
        refuseTokens(c, 'An account cannot be changed')
        const { user } = c.get('signedIn')
        const { name } = c.req.valid('json')
        await auth.updateAccount(user.id, { name }, { keepAnAdministrator: false })
        if (name !== user.name) await note(c, 'update', [{ path: 'name', before: user.name, after: name }])
        return c.json(await own(c))
      },
    )
    .post(
      '/password',
      needs('viewer', 'Changes the own password and ends all other sessions', { success: 204 }),
      body(passwordChangeSchema),
      async (c) => {
        refuseTokens(c, 'A password cannot be changed')
        const { user, sessionId } = c.get('signedIn')
        const before = await auth.sessions(user.id)
        if (!(await auth.changePassword(c.req.raw.headers, c.req.valid('json'))))
          throw invalid('The current password is wrong.', 'currentPassword')
        for (const { id } of before) if (id !== sessionId) sessionEnded(id)
        await note(c, 'update', [{ path: 'password', secret: true }])
        return c.body(null, 204)
      },
    )
    .get(
      '/sessions',
      needs('viewer', 'Lists the browsers in which one is signed in', { gives: allOf(sessionInfoSchema) }),
      async (c) => {
        const { user, sessionId } = c.get('signedIn')
        const items = (await auth.sessions(user.id)).map((session) => ({
          ...session,
          isCurrent: session.id === sessionId,
        }))
        return c.json({ items })
      },
    )
    .delete('/sessions/:id', needs('viewer', 'Signs out another browser', { success: 204 }), async (c) => {
      refuseTokens(c, 'A session cannot be ended')
      const id = idOf(c, 'session')
      if (!(await auth.endSession(c.get('signedIn').user.id, id))) throw notFound('session', id)
      sessionEnded(id)
      await note(c, 'revoke', [])
      return c.body(null, 204)
    })

  /** What somebody did with the own account. */
  function note(c: HttpContext, action: AuditAction, changes: AuditChange[]): Promise<void> {
    const { id: entityId, name: entityName } = c.get('signedIn').user
    return context.audit.record({
      actor: actorOf(c),
      action,
      entityType: action === 'revoke' ? 'session' : 'user',
      entityId,
      entityName,
      changes,
    })
  }

  async function own(c: HttpContext) {
    const { user } = c.get('signedIn')
    const account = await auth.account(user.id)
    if (account === null) throw notFound('user', user.id)
    return account
  }
}
