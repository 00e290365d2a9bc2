import { allOf } from '@flx/shared/list'
import { invitationSchema, invitedSchema, passwordLinkSchema } from '@flx/shared/password-link'
import { userCreateSchema, userPatchSchema, userSchema } from '@flx/shared/user'
import { Hono } from 'hono'

import { invite, makeLink } from '../../app/password-links.ts'
import { createUser, updateUser } from '../../app/users.ts'
import { needs } from '../access.ts'
import { actorOf, idOf, linksOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

export function userRoutes(dependencies: HttpDependencies) {
  const { auth } = dependencies
  const users = linksOf(dependencies)
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
    .post(
      '/invite',
      needs('admin', 'Adds a person, who sets the password by a link that is shown this once', {
        success: 201,
        gives: invitedSchema,
      }),
      body(invitationSchema),
      async (c) => c.json(await invite(users, c.req.valid('json'), actorOf(c)), 201),
    )
    .post(
      '/:id/link',
      needs('admin', 'Makes a link by which a person sets a new password; it is shown this once', {
        success: 201,
        gives: passwordLinkSchema,
      }),
      async (c) => c.json(await makeLink(users, idOf(c, 'user'), actorOf(c)), 201),
    )
    .patch(
      '/:id',
      needs('admin', 'Changes a person: name, role, password, disabled or not', { gives: userSchema }),
      body(userPatchSchema),
      async (c) => c.json(await updateUser(users, idOf(c, 'user'), c.req.valid('json'), actorOf(c))),
    )
}
