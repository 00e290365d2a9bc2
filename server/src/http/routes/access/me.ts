import type { AuditAction, AuditChange } from '@flx/shared/access/audit'
import { allOf } from '@flx/shared/core/list'
import {
  passwordChangedSchema,
  passwordChangeSchema,
  profilePatchSchema,
  sessionInfoSchema,
  userSchema,
} from '@flx/shared/access/user'
import { Hono } from 'hono'

import { changePassword } from '../../../app/access/change-password.ts'
import { notFound } from '../../../domain/core/errors.ts'
import { needs } from '../../guards/access.ts'
import {
  linksOf,
  type HttpContext,
  type HttpDependencies,
  type HttpEnvironment,
} from '../../core/environment.ts'
import { actorOf, idOf, refuseTokens } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

/** Routes of the user's own account. */
export function meRoutes(dependencies: HttpDependencies) {
  const { auth, context, sessionEnded } = dependencies
  const users = linksOf(dependencies)
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'Returns your account', { gives: userSchema }), async (c) =>
      c.json(await ownAccount(c)),
    )
    .patch(
      '/',
      needs('viewer', 'Changes your name', { gives: userSchema }),
      body(profilePatchSchema),
      async (c) => {
        refuseTokens(c, 'An account cannot be changed')
        const { user } = c.get('signedIn')
        const { name } = c.req.valid('json')
        await auth.updateAccount(user.id, { name }, { keepAnAdministrator: false })
        if (name !== user.name)
          await recordChange(c, 'update', [{ path: 'name', before: user.name, after: name }])
        return c.json(await ownAccount(c))
      },
    )
    .post(
      '/password',
      needs('viewer', 'Changes your password; ends all other sessions and, if requested, your API tokens', {
        success: [200, 204],
        answer: 'How many API tokens were revoked; 204 if that was not requested.',
        gives: passwordChangedSchema,
      }),
      body(passwordChangeSchema),
      async (c) => {
        refuseTokens(c, 'A password cannot be changed')
        const change = c.req.valid('json')
        const session = { ...c.get('signedIn'), headers: c.req.raw.headers }
        const result = await changePassword(users, session, change, actorOf(c))
        return change.revokeTokens ? c.json(result) : c.body(null, 204)
      },
    )
    .get(
      '/sessions',
      needs('viewer', 'Lists the browsers you are signed in to', { gives: allOf(sessionInfoSchema) }),
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
      await recordChange(c, 'revoke', [])
      return c.body(null, 204)
    })

  /** Records a user's change to their own account. */
  function recordChange(c: HttpContext, action: AuditAction, changes: AuditChange[]): Promise<void> {
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

  async function ownAccount(c: HttpContext) {
    const { user } = c.get('signedIn')
    const account = await auth.account(user.id)
    if (account === null) throw notFound('user', user.id)
    return account
  }
}
