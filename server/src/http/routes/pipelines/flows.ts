import { listOf } from '@flx/shared/core/list'
import { flowListQuerySchema, flowSchema } from '@flx/shared/pipelines/flows'
import { Hono } from 'hono'

import { showFlow } from '../../../app/pipelines/overview/show-flow.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { idOf } from '../../core/request.ts'
import { query } from '../../guards/valid.ts'

/** Routes of chains of pipelines that start one after another. */
export function flowRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/flows',
      needs('viewer', 'Lists chains of pipelines that start one after another, with their status', {
        gives: listOf(flowSchema),
      }),
      query(flowListQuerySchema),
      async (c) => c.json(await context.pipelines.flows(c.req.valid('query'))),
    )
    .get(
      '/:id/flow',
      needs('viewer', 'Returns the chain that a pipeline is in, nearest pipelines first', {
        gives: flowSchema,
      }),
      async (c) => c.json(await showFlow(context, idOf(c, 'pipeline'))),
    )
}
