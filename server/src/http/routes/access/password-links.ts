import {
  linkCheckSchema,
  linkedUserSchema,
  linkUseSchema,
  passwordSetSchema,
} from '@flx/shared/access/password-link'
import { Hono } from 'hono'

import { showLinkedUser, setPasswordByLink } from '../../../app/access/password-links.ts'
import { open } from '../../guards/access.ts'
import { linksOf, type HttpDependencies, type HttpEnvironment } from '../../core/environment.ts'
import { body } from '../../guards/valid.ts'

/**
 * Routes for setting a password through an administrator's link. Open, because the link identifies the user.
 */
export function passwordLinkRoutes(dependencies: HttpDependencies) {
  const links = linksOf(dependencies)
  return new Hono<HttpEnvironment>()
    .post(
      '/check-link',
      open('Returns whose password a link sets', { gives: linkedUserSchema, problems: [404] }),
      body(linkCheckSchema),
      async (c) => c.json(await showLinkedUser(links, c.req.valid('json').secret)),
    )
    .post(
      '/use-link',
      open('Sets a password with a link, which works once; revokes API tokens if requested', {
        gives: passwordSetSchema,
        problems: [404],
      }),
      body(linkUseSchema),
      async (c) => c.json(await setPasswordByLink(links, c.req.valid('json'))),
    )
}
