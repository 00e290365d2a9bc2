import { Hono } from 'hono'
import * as z from 'zod'

import { AppError } from '../../../domain/core/errors.ts'
import { open } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'

/** Routes for supervisors and load balancers: liveness and readiness. */
export function healthRoutes({ notReady, version }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/healthz',
      open('Returns 200 while the server process is alive', {
        gives: z.object({ status: z.literal('ok'), version: z.string() }),
      }),
      (c) => c.json({ status: 'ok' as const, version }),
    )
    .get(
      '/readyz',
      open('Returns 200 while the server accepts requests', {
        gives: z.object({ status: z.literal('ready') }),
        problems: [503],
      }),
      async (c) => {
        const reason = await notReady()
        if (reason !== null) throw new AppError('unavailable', reason)
        return c.json({ status: 'ready' as const })
      },
    )
}
