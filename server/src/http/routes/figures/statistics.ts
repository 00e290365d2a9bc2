import { statisticsQuerySchema, statisticsSchema } from '@flx/shared/operations/statistics'
import { Hono } from 'hono'

import { showStatistics } from '../../../app/figures/show-statistics.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { query } from '../../guards/valid.ts'

export function statisticsRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>().get(
    '/',
    needs('viewer', 'Returns figures of all pipelines in a period, and the series of the charts', {
      gives: statisticsSchema,
    }),
    query(statisticsQuerySchema),
    async (c) => c.json(await showStatistics(context, c.req.valid('query'))),
  )
}
