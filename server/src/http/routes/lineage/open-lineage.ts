import { listOf } from '@flx/shared/core/list'
import { jsonObjectSchema } from '@flx/shared/json/json-value-schema'
import {
  openLineageConnectionSchema,
  openLineageEventQuerySchema,
  openLineageEventSchema,
  openLineageSettingsSchema,
  openLineageTestSchema,
} from '@flx/shared/lineage/open-lineage'
import { Hono } from 'hono'
import * as z from 'zod'

import {
  discardEvents,
  listOpenLineageEvents,
  saveOpenLineage,
  sendEventsAgain,
  showOpenLineage,
  showOpenLineageEvent,
  testOpenLineage,
} from '../../../app/lineage/open-lineage/connection.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body, query } from '../../guards/valid.ts'

const countSchema = z.object({ count: z.number().int() })

/**
 * Routes for sending run events to other systems. For administrators, because it uses a key to reach them.
 */
export function openLineageRoutes({ openLineage: context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/connection',
      needs('admin', 'Returns the OpenLineage connection and its status, without its key', {
        gives: openLineageConnectionSchema,
      }),
      async (c) => c.json(await showOpenLineage(context)),
    )
    .put(
      '/connection',
      needs('admin', 'Changes the OpenLineage connection; the marker keeps the stored key', {
        gives: openLineageConnectionSchema,
      }),
      body(openLineageSettingsSchema),
      async (c) => c.json(await saveOpenLineage(context, c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/connection/test',
      needs('admin', 'Sends a test event with the given settings, saved or not', {
        gives: openLineageTestSchema,
      }),
      body(openLineageSettingsSchema),
      async (c) => c.json(await testOpenLineage(context, c.req.valid('json'))),
    )
    .get(
      '/events',
      needs('admin', 'Lists waiting or failed OpenLineage events, newest first', {
        gives: listOf(openLineageEventSchema),
      }),
      query(openLineageEventQuerySchema),
      async (c) => c.json(await listOpenLineageEvents(context, c.req.valid('query'))),
    )
    .get(
      '/events/:id',
      needs('admin', 'Returns an OpenLineage event as it is sent', {
        gives: z.object({ event: openLineageEventSchema, payload: jsonObjectSchema }),
      }),
      async (c) => c.json(await showOpenLineageEvent(context, idOf(c, 'event'))),
    )
    .post(
      '/events/send-again',
      needs('admin', 'Sends all failed OpenLineage events again', { gives: countSchema }),
      async (c) => c.json({ count: await sendEventsAgain(context, null, actorOf(c)) }),
    )
    .post(
      '/events/:id/send-again',
      needs('admin', 'Sends an OpenLineage event again, or a waiting one immediately', { success: 204 }),
      async (c) => {
        await sendEventsAgain(context, idOf(c, 'event'), actorOf(c))
        return c.body(null, 204)
      },
    )
    .delete(
      '/events',
      needs('admin', 'Discards all failed OpenLineage events', { gives: countSchema }),
      async (c) => c.json({ count: await discardEvents(context, null, actorOf(c)) }),
    )
    .delete(
      '/events/:id',
      needs('admin', 'Discards a failed OpenLineage event', { success: 204, problems: [409] }),
      async (c) => {
        await discardEvents(context, idOf(c, 'event'), actorOf(c))
        return c.body(null, 204)
      },
    )
}
