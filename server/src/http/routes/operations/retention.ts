import { removalsSchema, retentionPolicySchema, retentionSchema } from '@flx/shared/operations/retention'
import { Hono } from 'hono'

import { startPass, previewPolicy, saveRetentionPolicy } from '../../../app/operations/retention.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

/** Routes of the retention policy, for administrators. */
export function retentionRoutes({ context, passes }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('admin', 'Returns the retention policy and the last clean-up', { gives: retentionSchema }),
      async (c) => c.json(await passes.show()),
    )
    .put(
      '/',
      needs('admin', 'Changes the retention policy', { gives: retentionSchema }),
      body(retentionPolicySchema),
      async (c) => {
        await saveRetentionPolicy(context, c.req.valid('json'), actorOf(c))
        return c.json(await passes.show())
      },
    )
    .post(
      '/preview',
      needs('admin', 'Previews what a policy would remove now', { gives: removalsSchema }),
      body(retentionPolicySchema),
      async (c) => c.json(await previewPolicy(context, c.req.valid('json'))),
    )
    .post(
      '/passes',
      needs('admin', 'Runs the clean-up now', {
        success: 202,
        gives: retentionSchema,
        problems: [409],
      }),
      async (c) => {
        await startPass(context, passes, actorOf(c))
        return c.json(await passes.show(), 202)
      },
    )
}
