import { listOf } from '@flx/shared/core/list'
import { viewCreateSchema, viewPatchSchema, viewQuerySchema, savedViewSchema } from '@flx/shared/access/view'
import { Hono } from 'hono'

import { createView, deleteView, listViews, updateView } from '../../../app/access/saved-views.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'

export function viewRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists your saved views and shared ones', { gives: listOf(savedViewSchema) }),
      query(viewQuerySchema),
      async (c) =>
        c.json({ items: await listViews(context, c.req.valid('query'), requesterOf(c)), nextCursor: null }),
    )
    .post(
      '/',
      needs('viewer', 'Saves a view; sharing needs the operator role', {
        success: 201,
        gives: savedViewSchema,
      }),
      body(viewCreateSchema),
      async (c) => c.json(await createView(context, c.req.valid('json'), requesterOf(c)), 201),
    )
    .patch(
      '/:id',
      needs('viewer', 'Changes one of your views; sharing needs the operator role', {
        gives: savedViewSchema,
      }),
      body(viewPatchSchema),
      async (c) => c.json(await updateView(context, idOf(c, 'view'), c.req.valid('json'), requesterOf(c))),
    )
    .delete(
      '/:id',
      needs('viewer', 'Deletes one of your views; administrators also delete shared ones', { success: 204 }),
      async (c) => {
        await deleteView(context, idOf(c, 'view'), requesterOf(c))
        return c.body(null, 204)
      },
    )
}
