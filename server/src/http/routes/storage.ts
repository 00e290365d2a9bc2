import { diskWarningSchema, storageSchema } from '@flx/shared/storage'
import { Hono } from 'hono'

import { needs } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'

/** How full the disk is and what with. */
export function storageRoutes({ disk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('admin', 'What the data folder holds, as last measured', { gives: storageSchema }),
      async (c) => c.json(await disk.show()),
    )
    .post(
      '/measure',
      needs('admin', 'Measures what the data folder holds anew; `disk.changed` tells when it is done', {
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
      needs('viewer', 'Whether the disk is nearly full', { gives: diskWarningSchema }),
      async (c) => c.json(await disk.warning()),
    )
}
