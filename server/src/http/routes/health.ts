import { Hono } from 'hono'

import { AppError } from '../../domain/errors.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'

/** For supervisors and load balancers: alive, and ready for requests. */
export function healthRoutes({ notReady, version }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/healthz', (c) => c.json({ status: 'ok', version }))
    .get('/readyz', async (c) => {
      const reason = await notReady()
      if (reason !== null) throw new AppError('unavailable', reason)
      return c.json({ status: 'ready' })
    })
}
