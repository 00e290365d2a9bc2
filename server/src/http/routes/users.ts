import { allOf } from '@flx/shared/list'
import { userCreateSchema, userPatchSchema, userSchema } from '@flx/shared/user'
import { Hono } from 'hono'

import { createUser, updateUser } from '../../app/users.ts'
import { needs } from '../access.ts'
import { actorOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

export function userRoutes({ context, auth, sessionEnded }: HttpDependencies) {
  const users = { audit: context.audit, accounts: auth, sessionEnded }
  return new Hono<HttpEnvironment>()
    .get('/', needs('admin', 'Lists people', { gives: allOf(userSchema) }), async (c) =>
      c.json({ items: await auth.accounts() }),
    )
    .post(
      '/',
      needs('admin', 'Adds a person', { success: 201, gives: userSchema }),
      body(userCreateSchema),
      async (c) => c.json(await createUser(users, c.req.valid('json'), actorOf(c)), 201),
    )
    .patch(
      '/:id',
      needs('admin', 'Changes a person: name, role, password, disabled or not', { gives: userSchema }),
      body(userPatchSchema),
      async (c) => c.json(await updateUser(users, idOf(c, 'user'), c.req.valid('json'), actorOf(c))),
    )
}
