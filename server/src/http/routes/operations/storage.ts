import { diskWarningSchema, storageSchema } from '@flx/shared/operations/storage'
import { Hono } from 'hono'

import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'

/** Routes of disk usage by kind of data. */
export function storageRoutes({ disk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('admin', 'Returns the size of the data folder, as last measured', { gives: storageSchema }),
      async (c) => c.json(await disk.show()),
    )
    .post(
      '/measure',
      needs('admin', 'Measures the data folder again; `disk.changed` reports when it is done', {
        success: 202,
        gives: storageSchema,
      }),
      async (c) => {
        void disk.measure()
        return c.json(await disk.show(), 202)
      },
    )
    .get(
      '/warning',
      needs('viewer', 'Returns whether the disk is almost full', { gives: diskWarningSchema }),
      async (c) => c.json(await disk.warning()),
    )
}
