import { listOf } from '@flx/shared/core/list'
import {
  dashboardCreateSchema,
  dashboardPatchSchema,
  dashboardSchema,
  deletedDashboardSchema,
} from '@flx/shared/dashboards/dashboard'
import { Hono } from 'hono'

import {
  createDashboard,
  deleteDashboard,
  listDashboards,
  listDeletedDashboards,
  restoreDashboard,
  showDashboard,
  updateDashboard,
} from '../../../app/dashboards/dashboards.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

export function dashboardRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists your dashboards and shared ones', { gives: listOf(dashboardSchema) }),
      async (c) => c.json({ items: await listDashboards(context, requesterOf(c)), nextCursor: null }),
    )
    .post(
      '/',
      needs('viewer', 'Creates a dashboard; sharing needs the operator role', {
        success: 201,
        gives: dashboardSchema,
      }),
      body(dashboardCreateSchema),
      async (c) => c.json(await createDashboard(context, c.req.valid('json'), requesterOf(c)), 201),
    )
    .get(
      '/deleted',
      needs('viewer', 'Lists dashboards deleted in the last week that you can restore', {
        gives: listOf(deletedDashboardSchema),
      }),
      async (c) => c.json({ items: await listDeletedDashboards(context, requesterOf(c)), nextCursor: null }),
    )
    .get(
      '/:id',
      needs('viewer', 'Returns one of your dashboards or a shared one', { gives: dashboardSchema }),
      async (c) => c.json(await showDashboard(context, idOf(c, 'dashboard'), requesterOf(c))),
    )
    .patch(
      '/:id',
      needs('viewer', 'Changes one of your dashboards; shared ones need the operator role', {
        gives: dashboardSchema,
      }),
      body(dashboardPatchSchema),
      async (c) =>
        c.json(await updateDashboard(context, idOf(c, 'dashboard'), c.req.valid('json'), requesterOf(c))),
    )
    .delete(
      '/:id',
      needs('viewer', 'Deletes one of your dashboards; administrators also delete shared ones', {
        success: 204,
      }),
      async (c) => {
        await deleteDashboard(context, idOf(c, 'dashboard'), requesterOf(c))
        return c.body(null, 204)
      },
    )
    .post(
      '/:id/restore',
      needs('viewer', 'Restores a dashboard deleted in the last week', {
        gives: dashboardSchema,
      }),
      async (c) => c.json(await restoreDashboard(context, idOf(c, 'dashboard'), requesterOf(c))),
    )
}
