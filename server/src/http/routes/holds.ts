import { allOf } from '@flx/shared/list'
import { holdCreateSchema, holdSchema } from '@flx/shared/hold'
import { Hono } from 'hono'

import { createHold, endHold, listHolds } from '../../app/holds.ts'
import { needs } from '../access.ts'
import { actorOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

export function holdRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'The holds that are in force', { gives: allOf(holdSchema) }), async (c) =>
      c.json({ items: await listHolds(context) }),
    )
    .post(
      '/',
      needs('operator', 'Stops executions of a plugin, or all, from starting', {
        success: 201,
        gives: holdSchema,
      }),
      body(holdCreateSchema),
      async (c) => c.json(await createHold(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .delete('/:id', needs('operator', 'Ends a hold', { success: 204 }), async (c) => {
      await endHold(context, idOf(c, 'hold'), actorOf(c))
      return c.body(null, 204)
    })
}
