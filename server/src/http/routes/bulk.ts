import { bulkQuerySchema, bulkSchema, bulkReportSchema, bulkAcceptedSchema } from '@flx/shared/bulk'
import { Hono } from 'hono'

import { needs } from '../access.ts'
import { askerOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

/** Following and stopping bulk actions; they begin at the `bulk` route of what they work on. */
export function bulkRoutes({ bulk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/:id',
      needs('viewer', 'How far a bulk action is, its failures and a page of its items', {
        gives: bulkReportSchema,
      }),
      query(bulkQuerySchema),
      async (c) => c.json(await bulk.report(idOf(c, 'bulk action'), c.req.valid('query'))),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Stops a bulk action before its next item; what is done stays done', {
        success: 202,
        answer: 'The bulk action. It ends when the item under way is done.',
        gives: bulkSchema,
      }),
      async (c) => c.json(await bulk.cancel(idOf(c, 'bulk action'), askerOf(c)), 202),
    )
    .post(
      '/:id/undo',
      needs('operator', 'Takes back what an ended bulk action changed', {
        success: 202,
        answer: 'The id of the bulk action that does so.',
        gives: bulkAcceptedSchema,
      }),
      async (c) => c.json(await bulk.undo(idOf(c, 'bulk action'), askerOf(c)), 202),
    )
}
