import { listOf } from '@flx/shared/core/list'
import {
  foreignEventsSchema,
  foreignJobQuerySchema,
  foreignJobSchema,
  foreignReceiptSchema,
} from '@flx/shared/lineage/foreign'
import { Hono } from 'hono'

import { boundEventRate } from '../../../app/lineage/foreign/event-rate.ts'
import {
  forgetForeignJob,
  listForeignJobs,
  receiveEvents,
} from '../../../app/lineage/foreign/receive-events.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body, query } from '../../guards/valid.ts'

/**
 * Routes for events of other tools. Like reports of executions they change nothing here but are visible to
 * everyone, so they need an operator.
 */
export function foreignRoutes({ context }: HttpDependencies) {
  const limitRate = boundEventRate(context.clock)
  return new Hono<HttpEnvironment>()
    .post(
      '/',
      needs('operator', 'Receives OpenLineage events from other tools, one or an array; idempotent', {
        success: 201,
        gives: foreignReceiptSchema,
        problems: [409, 429],
      }),
      body(foreignEventsSchema),
      async (c) => {
        const events = c.req.valid('json')
        const actor = actorOf(c)
        limitRate(actor.tokenId ?? actor.id, events.length)
        return c.json(await receiveEvents(context, events, actor), 201)
      },
    )
    .get(
      '/jobs',
      needs('viewer', 'Lists jobs of other tools, most recent event first', {
        gives: listOf(foreignJobSchema),
      }),
      query(foreignJobQuerySchema),
      async (c) => c.json(await listForeignJobs(context, c.req.valid('query'))),
    )
    .delete(
      '/jobs/:id',
      needs('admin', 'Forgets a job of another tool; its flows become past lineage', { success: 204 }),
      async (c) => {
        await forgetForeignJob(context, idOf(c, 'job'), actorOf(c))
        return c.body(null, 204)
      },
    )
}
