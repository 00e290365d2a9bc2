import { bulkQuerySchema, bulkSchema, bulkReportSchema, bulkAcceptedSchema } from '@flx/shared/bulk'
import { Hono } from 'hono'

import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { query } from '../../guards/valid.ts'

/** Routes for following and stopping bulk actions, which start at the `bulk` route of their items. */
export function bulkRoutes({ bulk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/:id',
      needs('viewer', 'Returns the progress of a bulk action, its failures and a page of its items', {
        gives: bulkReportSchema,
      }),
      query(bulkQuerySchema),
      async (c) => c.json(await bulk.report(idOf(c, 'bulk action'), c.req.valid('query'))),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Stops a bulk action before its next item; finished items stay as they are', {
        success: 202,
        answer: 'The bulk action. It ends after the current item.',
        gives: bulkSchema,
      }),
      async (c) => c.json(await bulk.cancel(idOf(c, 'bulk action'), requesterOf(c)), 202),
    )
    .post(
      '/:id/undo',
      needs('operator', 'Undoes a finished bulk action', {
        success: 202,
        answer: 'The ID of the bulk action that undoes it.',
        gives: bulkAcceptedSchema,
      }),
      async (c) => c.json(await bulk.undo(idOf(c, 'bulk action'), requesterOf(c)), 202),
    )
}
