import type { MiddlewareHandler } from 'hono'

import type { HttpEnvironment } from '../core/environment.ts'

/**
 * Sets the header with the `seq` up to which an answer is complete, so that a page that subscribes afterwards
 * only reloads what changed since. The position is taken before the route reads anything.
 */
export function stateSequence(position: () => number | null): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    const seq = position()
    await next()
    if (seq !== null) c.res.headers.set('x-flx-seq', String(seq))
  }
}
