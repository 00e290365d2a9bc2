import { Hono } from 'hono'

import { metricsText } from '../../../app/operations/metrics.ts'
import { needs, requireSession } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'

/** Serves metrics for Prometheus, with an API token (`authorization: Bearer flx_…`) or a session. */
export function metricsRoutes({ context, auth, version, processFigures, disk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .use('/metrics', requireSession(auth))
    .get('/metrics', needs('viewer', 'Returns metrics for Prometheus', { gives: 'text/plain' }), async (c) =>
      c.text(await metricsText({ ...context, disk }, { version, processFigures: processFigures() }), 200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      }),
    )
}
