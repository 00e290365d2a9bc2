import { workerEnvironmentsSchema } from '@flx/shared/plugins/node-environment'
import { Hono } from 'hono'

import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'

/** Routes of the plugins' environments on the workers. */
export const environmentRoutes = ({ installation }: HttpDependencies) =>
  new Hono<HttpEnvironment>().get(
    '/',
    needs('admin', 'Lists, for each worker, the plugin environments that it has, lacks or failed to build', {
      gives: workerEnvironmentsSchema,
    }),
    async (c) => c.json(await installation.workers()),
  )
