import { listOf } from '@flx/shared/core/list'
import {
  columnQuerySchema,
  datasetItemSchema,
  datasetListQuerySchema,
  datasetSchema,
  lineageSourceSchema,
  neighbourhoodQuerySchema,
  neighbourhoodSchema,
} from '@flx/shared/lineage/lineage'
import { columnPathSchema, reachQuerySchema, reachSchema } from '@flx/shared/lineage/lineage-reach'
import { Hono } from 'hono'
import * as z from 'zod'

import { exploreDataset, explorePipeline, showDataset } from '../../../app/lineage/explore-lineage.ts'
import { reachOfDataset, reachOfPipeline } from '../../../app/lineage/show-reach.ts'
import { traceColumn } from '../../../app/lineage/trace-column.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { query } from '../../guards/valid.ts'

/** Maximum number of sources to choose from. */
const MAX_SOURCES = 500

/** Routes of lineage: where data comes from and goes to. */
export function lineageRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/datasets',
      needs('viewer', 'Lists datasets: tables, files and streams that pipelines read or write', {
        gives: listOf(datasetItemSchema),
      }),
      query(datasetListQuerySchema),
      async (c) => c.json(await context.lineage.list(c.req.valid('query'))),
    )
    .get(
      '/sources',
      needs('viewer', 'Lists the systems of datasets', {
        gives: z.object({ items: z.array(lineageSourceSchema) }),
      }),
      async (c) => c.json({ items: await context.lineage.sources(MAX_SOURCES) }),
    )
    .get(
      '/datasets/:id',
      needs('viewer', 'Returns a dataset with its columns', { gives: datasetSchema }),
      async (c) => c.json(await showDataset(context, idOf(c, 'dataset'))),
    )
    .get(
      '/datasets/:id/neighbourhood',
      needs(
        'viewer',
        'Returns what feeds a dataset and what it feeds, to a depth, now or as of an execution',
        {
          gives: neighbourhoodSchema,
        },
      ),
      query(neighbourhoodQuerySchema),
      async (c) => c.json(await exploreDataset(context, idOf(c, 'dataset'), c.req.valid('query'))),
    )
    .get(
      '/pipelines/:id/neighbourhood',
      needs('viewer', 'Returns the datasets that a pipeline moves, what feeds them and what they feed', {
        gives: neighbourhoodSchema,
      }),
      query(neighbourhoodQuerySchema),
      async (c) => c.json(await explorePipeline(context, idOf(c, 'pipeline'), c.req.valid('query'))),
    )
    .get(
      '/datasets/:id/reach',
      needs(
        'viewer',
        'Returns everything that a dataset feeds, or that feeds it, with targets and next runs',
        {
          gives: reachSchema,
        },
      ),
      query(reachQuerySchema),
      async (c) => {
        const { direction } = c.req.valid('query')
        return c.json(await reachOfDataset(context, idOf(c, 'dataset'), direction))
      },
    )
    .get(
      '/pipelines/:id/reach',
      needs('viewer', 'Returns what becomes late when a pipeline fails, or everything that feeds it', {
        gives: reachSchema,
      }),
      query(reachQuerySchema),
      async (c) => {
        const { direction } = c.req.valid('query')
        return c.json(await reachOfPipeline(context, idOf(c, 'pipeline'), direction))
      },
    )
    .get(
      '/datasets/:id/column',
      needs('viewer', 'Returns where a column of a dataset comes from and goes to', {
        gives: columnPathSchema,
      }),
      query(columnQuerySchema),
      async (c) => c.json(await traceColumn(context, idOf(c, 'dataset'), c.req.valid('query'))),
    )
}
