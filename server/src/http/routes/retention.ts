import { removalsSchema, retentionPolicySchema, retentionSchema } from '@flx/shared/retention'
import { Hono } from 'hono'

import { beginPass, previewPolicy, saveRetentionPolicy } from '../../app/retention.ts'
import { needs } from '../access.ts'
import { actorOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

/** How long things are kept: the administrator's. */
export function retentionRoutes({ context, passes }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('admin', 'How long things are kept, and the last pass', { gives: retentionSchema }),
      async (c) => c.json(await passes.show()),
    )
    .put(
      '/',
      needs('admin', 'Changes how long things are kept', { gives: retentionSchema }),
      body(retentionPolicySchema),
      async (c) => {
        await saveRetentionPolicy(context, c.req.valid('json'), actorOf(c))
        return c.json(await passes.show())
      },
    )
    .post(
      '/preview',
      needs('admin', 'Counts what a policy would remove now; removes nothing', { gives: removalsSchema }),
      body(retentionPolicySchema),
      async (c) => c.json(await previewPolicy(context, c.req.valid('json'))),
    )
    .post(
      '/passes',
      needs('admin', 'Carries the policy out now', {
        success: 202,
        gives: retentionSchema,
        problems: [409],
      }),
      async (c) => {
        await beginPass(context, passes, actorOf(c))
        return c.json(await passes.show(), 202)
      },
    )
}
