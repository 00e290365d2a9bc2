import { statisticsQuerySchema, statisticsSchema } from '@flx/shared/statistics'
import { Hono } from 'hono'

import { showStatistics } from '../../app/show-statistics.ts'
import { needs } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

export function statisticsRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>().get(
    '/',
    needs('viewer', 'The figures of the whole fleet in a window of time, and the series behind the charts', {
      gives: statisticsSchema,
    }),
    query(statisticsQuerySchema),
    async (c) => c.json(await showStatistics(context, c.req.valid('query'))),
  )
}
