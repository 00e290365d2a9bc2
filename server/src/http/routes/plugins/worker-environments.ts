import { workerEnvironmentsSchema } from '@flx/shared/plugins/node-environment'
import { Hono } from 'hono'

import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'

/** Routes of the plugins' environments on the workers. */
export const environmentRoutes = ({ installation }: HttpDependencies) =>
  new Hono<HttpEnvironment>().get(
    '/',
    needs('admin', 'Lists what each worker has, lacks and failed at of the installed plugins', {
      gives: workerEnvironmentsSchema,
    }),
    async (c) => c.json(await installation.workers()),
  )
