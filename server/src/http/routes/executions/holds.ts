import { allOf } from '@flx/shared/core/list'
import { holdCreateSchema, holdSchema } from '@flx/shared/executions/hold'
import { Hono } from 'hono'

import { createHold, endHold, listHolds } from '../../../app/executions/holds.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

export function holdRoutes({ context, maskRemark }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'Lists the holds in force', { gives: allOf(holdSchema) }), async (c) =>
      c.json({ items: await listHolds(context) }),
    )
    .post(
      '/',
      needs('operator', 'Holds a plugin, or all: new executions do not start', {
        success: 201,
        gives: holdSchema,
      }),
      body(holdCreateSchema),
      async (c) => c.json(await createHold({ ...context, maskRemark }, c.req.valid('json'), actorOf(c)), 201),
    )
    .delete('/:id', needs('operator', 'Ends a hold', { success: 204 }), async (c) => {
      await endHold(context, idOf(c, 'hold'), actorOf(c))
      return c.body(null, 204)
    })
}
