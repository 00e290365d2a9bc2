import { wallQuerySchema, wallSchema } from '@flx/shared/operations/wall'
import { Hono } from 'hono'

import { HealthHistory } from '../../../app/figures/health-history.ts'
import { showWall } from '../../../app/figures/show-wall.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { query } from '../../guards/valid.ts'

export function wallRoutes({ context }: HttpDependencies) {
  const history = new HealthHistory(context)
  return new Hono<HttpEnvironment>().get(
    '/',
    needs('viewer', 'Returns what a wall display shows: health, failures, running executions and next runs', {
      gives: wallSchema,
    }),
    query(wallQuerySchema),
    async (c) => c.json(await showWall(context, history, c.req.valid('query'))),
  )
}
