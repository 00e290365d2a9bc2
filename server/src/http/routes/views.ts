import { listOf } from '@flx/shared/list'
import { viewCreateSchema, viewPatchSchema, viewQuerySchema, savedViewSchema } from '@flx/shared/view'
import { Hono } from 'hono'

import { createView, deleteView, listViews, updateView } from '../../app/saved-views.ts'
import { needs } from '../access.ts'
import { askerOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body, query } from '../valid.ts'

export function viewRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Own saved views and shared ones', { gives: listOf(savedViewSchema) }),
      query(viewQuerySchema),
      async (c) =>
        c.json({ items: await listViews(context, c.req.valid('query'), askerOf(c)), nextCursor: null }),
    )
    .post(
      '/',
      needs('viewer', 'Saves a view; sharing it needs the role operator', {
        success: 201,
        gives: savedViewSchema,
      }),
      body(viewCreateSchema),
      async (c) => c.json(await createView(context, c.req.valid('json'), askerOf(c)), 201),
    )
    .patch(
      '/:id',
      needs('viewer', 'Changes a view of one’s own; sharing it needs the role operator', {
        gives: savedViewSchema,
      }),
      body(viewPatchSchema),
      async (c) => c.json(await updateView(context, idOf(c, 'view'), c.req.valid('json'), askerOf(c))),
    )
    .delete(
      '/:id',
      needs('viewer', 'Deletes a view of one’s own, or as administrator a shared one', { success: 204 }),
      async (c) => {
        await deleteView(context, idOf(c, 'view'), askerOf(c))
        return c.body(null, 204)
      },
    )
}
