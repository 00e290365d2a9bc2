import { allOf } from '@flx/shared/core/list'
import {
  invitationSchema,
  invitedSchema,
  linkRequestSchema,
  passwordLinkSchema,
} from '@flx/shared/access/password-link'
import { userCreateSchema, userPatchSchema, userSchema } from '@flx/shared/access/user'
import { Hono } from 'hono'

import { invite, createLink } from '../../../app/access/password-links.ts'
import { createUser, updateUser } from '../../../app/access/users.ts'
import { needs } from '../../guards/access.ts'
import { linksOf, type HttpDependencies, type HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

export function userRoutes(dependencies: HttpDependencies) {
  const { auth } = dependencies
  const users = linksOf(dependencies)
  return new Hono<HttpEnvironment>()
    .get('/', needs('admin', 'Lists users', { gives: allOf(userSchema) }), async (c) =>
      c.json({ items: await auth.accounts() }),
    )
    .post(
      '/',
      needs('admin', 'Adds a user', { success: 201, gives: userSchema }),
      body(userCreateSchema),
      async (c) => c.json(await createUser(users, c.req.valid('json'), requesterOf(c)), 201),
    )
    .post(
      '/invite',
      needs('admin', 'Adds a user; the link to set a password is shown only in this response', {
        success: 201,
        gives: invitedSchema,
      }),
      body(invitationSchema),
      async (c) => c.json(await invite(users, c.req.valid('json'), requesterOf(c)), 201),
    )
    .post(
      '/:id/link',
      needs('admin', 'Creates a link to set a new password; it is shown only in this response', {
        success: 201,
        gives: passwordLinkSchema,
      }),
      body(linkRequestSchema),
      async (c) => c.json(await createLink(users, idOf(c, 'user'), c.req.valid('json'), requesterOf(c)), 201),
    )
    .patch(
      '/:id',
      needs(
        'admin',
        'Changes a user: name, role, password, disabled or not; revokes API tokens and ends sessions if requested',
        { gives: userSchema },
      ),
      body(userPatchSchema),
      async (c) => c.json(await updateUser(users, idOf(c, 'user'), c.req.valid('json'), requesterOf(c))),
    )
}
