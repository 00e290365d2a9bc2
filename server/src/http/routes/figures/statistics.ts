import { statisticsQuerySchema, statisticsSchema } from '@flx/shared/operations/statistics'
import { taggedStatisticsQuerySchema, taggedStatisticsSchema } from '@flx/shared/dashboards/dashboard'
import { Hono } from 'hono'

import { showStatistics } from '../../../app/figures/show-statistics.ts'
import { showTaggedStatistics } from '../../../app/figures/show-tagged.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { query } from '../../guards/valid.ts'

export function statisticsRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Returns figures of all pipelines in a period, with the series for charts', {
        gives: statisticsSchema,
      }),
      query(statisticsQuerySchema),
      async (c) => c.json(await showStatistics(context, c.req.valid('query'))),
    )
    .get(
      '/tagged',
      needs('viewer', 'Returns figures of the pipelines with a tag over at most 93 days, with a series', {
        gives: taggedStatisticsSchema,
      }),
      query(taggedStatisticsQuerySchema),
      async (c) => c.json(await showTaggedStatistics(context, c.req.valid('query'))),
    )
}
