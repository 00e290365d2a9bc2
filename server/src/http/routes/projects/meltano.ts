import { meltanoExportQuerySchema, meltanoExportSchema } from '@flx/shared/projects/meltano-export'
import { runnersQuerySchema, runnersSchema } from '@flx/shared/projects/runners'
import { Hono } from 'hono'

import { compareRunners } from '../../../app/projects/compare-runners.ts'
import { exportMeltano } from '../../../app/projects/export-meltano.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { needs } from '../../guards/access.ts'
import { query } from '../../guards/valid.ts'

/** Routes for other Meltanos. */
export function meltanoRoutes({ context, catalogue, projects }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/export',
      needs('editor', 'Exports pipelines with their plugins as a Meltano project, without secrets', {
        gives: meltanoExportSchema,
      }),
      query(meltanoExportQuerySchema),
      async (c) =>
        c.json(await exportMeltano({ ...context, projects, known: catalogue.known }, c.req.valid('query'))),
    )
    .get(
      '/runners',
      needs(
        'viewer',
        'Compares a pipeline that Meltano runs with its counterpart on the built-in runner, by their latest successful executions',
        {
          gives: runnersSchema,
        },
      ),
      query(runnersQuerySchema),
      async (c) => c.json(await compareRunners(context, c.req.valid('query'))),
    )
}
