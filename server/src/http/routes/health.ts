import { Hono } from 'hono'
import * as z from 'zod'

import { AppError } from '../../domain/errors.ts'
import { open } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'

/** For supervisors and load balancers: alive, and ready for requests. */
export function healthRoutes({ notReady, version }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/healthz',
      open('Says that the server is alive', {
        gives: z.object({ status: z.literal('ok'), version: z.string() }),
      }),
      (c) => c.json({ status: 'ok' as const, version }),
    )
    .get(
      '/readyz',
      open('Says that the server is ready for requests', {
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
