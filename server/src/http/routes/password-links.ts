import { linkCheckSchema, linkedPersonSchema, linkUseSchema } from '@flx/shared/password-link'
import { Hono } from 'hono'

import { linkedPerson, setPasswordByLink } from '../../app/password-links.ts'
import { open } from '../access.ts'
import { linksOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

/** Setting a password by a link that an administrator made: open, since the link is what stands for the person. */
export function passwordLinkRoutes(dependencies: HttpDependencies) {
  const links = linksOf(dependencies)
  return new Hono<HttpEnvironment>()
    .post(
      '/check-link',
      open('Says for whom a link to set a password is', { gives: linkedPersonSchema, problems: [404] }),
      body(linkCheckSchema),
      async (c) => c.json(await linkedPerson(links, c.req.valid('json').secret)),
    )
    .post(
      '/use-link',
      open('Sets a password by a link, which is used up', { gives: linkedPersonSchema, problems: [404] }),
      body(linkUseSchema),
      async (c) => c.json(await setPasswordByLink(links, c.req.valid('json'))),
    )
}
