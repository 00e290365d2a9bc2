import type { MiddlewareHandler } from 'hono'

import type { HttpEnvironment } from '../core/environment.ts'

/**
 * Says of an answer up to which event of the log it is certain to hold everything, so that a page which subscribes
 * afterwards loads again only what changed in between. Taken before the route reads anything.
 */
export function stateSequence(position: () => number | null): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    const seq = position()
    await next()
    if (seq !== null) c.res.headers.set('x-flx-seq', String(seq))
  }
}
