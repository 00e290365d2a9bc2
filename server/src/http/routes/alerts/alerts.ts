import { allOf, listOf } from '@flx/shared/core/list'
import {
  alertChannelCreateSchema,
  alertChannelPatchSchema,
  alertRuleCreateSchema,
  alertRulePatchSchema,
  deliveryListQuerySchema,
  incidentListQuerySchema,
  alertRuleSchema,
  alertChannelSchema,
  alertIncidentSchema,
  alertDeliverySchema,
} from '@flx/shared/alert'
import { Hono } from 'hono'
import * as z from 'zod'

import {
  createAlertChannel,
  createAlertRule,
  deleteAlertChannel,
  deleteAlertRule,
  listAlertChannels,
  sendAgain,
  testAlertChannel,
  updateAlertChannel,
  updateAlertRule,
} from '../../../app/alerts/alerts.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'

const muteSchema = z.strictObject({ until: z.iso.datetime().nullable() })

/** Routes of alerts. Rules and channels need an administrator; viewers see incidents, operators mute. */
export function alertRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/rules', needs('viewer', 'Lists alert rules', { gives: allOf(alertRuleSchema) }), async (c) =>
      c.json({ items: await context.alerts.rules() }),
    )
    .post(
      '/rules',
      needs('admin', 'Creates an alert rule', { success: 201, gives: alertRuleSchema }),
      body(alertRuleCreateSchema),
      async (c) => c.json(await createAlertRule(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .patch(
      '/rules/:id',
      needs('admin', 'Changes an alert rule', { gives: alertRuleSchema }),
      body(alertRulePatchSchema),
      async (c) =>
        c.json(await updateAlertRule(context, idOf(c, 'alert rule'), c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/rules/:id/mute',
      needs('operator', 'Mutes an alert rule until a time; null unmutes it', {
        gives: alertRuleSchema,
      }),
      body(muteSchema),
      async (c) =>
        c.json(
          await updateAlertRule(
            context,
            idOf(c, 'alert rule'),
            { mutedUntil: c.req.valid('json').until },
            actorOf(c),
          ),
        ),
    )
    .delete(
      '/rules/:id',
      needs('admin', 'Deletes an alert rule and closes its incidents', { success: 204 }),
      async (c) => {
        await deleteAlertRule(context, idOf(c, 'alert rule'), actorOf(c))
        return c.body(null, 204)
      },
    )
    .get(
      '/channels',
      needs('admin', 'Lists alert channels, without their secrets', { gives: allOf(alertChannelSchema) }),
      async (c) => c.json({ items: await listAlertChannels(context) }),
    )
    .post(
      '/channels',
      needs('admin', 'Adds an alert channel', { success: 201, gives: alertChannelSchema }),
      body(alertChannelCreateSchema),
      async (c) => c.json(await createAlertChannel(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .patch(
      '/channels/:id',
      needs('admin', 'Changes an alert channel', { gives: alertChannelSchema }),
      body(alertChannelPatchSchema),
      async (c) =>
        c.json(await updateAlertChannel(context, idOf(c, 'alert channel'), c.req.valid('json'), actorOf(c))),
    )
    .delete(
      '/channels/:id',
      needs('admin', 'Deletes an alert channel with its deliveries', { success: 204 }),
      async (c) => {
        await deleteAlertChannel(context, idOf(c, 'alert channel'), actorOf(c))
        return c.body(null, 204)
      },
    )
    .post(
      '/channels/:id/test',
      needs('admin', 'Sends a test message', {
        success: 202,
        answer: 'The ID of the delivery.',
        gives: z.object({ deliveryId: z.string() }),
      }),
      async (c) => c.json(await testAlertChannel(context, idOf(c, 'alert channel'), actorOf(c)), 202),
    )
    .get(
      '/incidents',
      needs('viewer', 'Lists incidents, newest first', { gives: listOf(alertIncidentSchema) }),
      query(incidentListQuerySchema),
      async (c) => c.json(await context.alerts.incidents(c.req.valid('query'))),
    )
    .get(
      '/deliveries',
      needs('admin', 'Lists deliveries, newest first', { gives: listOf(alertDeliverySchema) }),
      query(deliveryListQuerySchema),
      async (c) => c.json(await context.alerts.deliveries(c.req.valid('query'))),
    )
    .post(
      '/deliveries/:id/send-again',
      needs('admin', 'Sends a message again, or a waiting one immediately', {
        success: 202,
        answer: 'The ID of the delivery.',
        gives: z.object({ deliveryId: z.string() }),
      }),
      async (c) => c.json(await sendAgain(context, idOf(c, 'delivery'), actorOf(c)), 202),
    )
}
