import { Hono } from 'hono'

import { metricsText } from '../../app/metrics.ts'
import { needs, requireSession } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'

/** Figures for Prometheus, with an API token (`authorization: Bearer flx_…`) or a session. */
export function metricsRoutes({ context, auth, version, process, disk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .use('/metrics', requireSession(auth))
    .get('/metrics', needs('viewer', 'Figures for Prometheus', { gives: 'text/plain' }), async (c) =>
      c.text(await metricsText({ ...context, disk }, { version, process: process() }), 200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      }),
    )
}
