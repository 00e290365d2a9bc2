import { hubDefinitionSchema, hubListSchema, hubQuerySchema } from '@flx/shared/hub'
import { Hono } from 'hono'

import { listCatalogue, showCatalogueEntry } from '../../app/catalogue.ts'
import { needs } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

/** What can be installed. */
export function hubRoutes({ catalogue }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists what can be installed, from the hub or from the built-in list', {
        gives: hubListSchema,
      }),
      query(hubQuerySchema),
      async (c) => c.json(await listCatalogue(catalogue, c.req.valid('query'))),
    )
    .get(
      '/:type/:name/:variant',
      needs('viewer', 'Shows one variant with a body that registers it; the variant may be "default"', {
        gives: hubDefinitionSchema,
        problems: [503],
      }),
      async (c) => c.json(await showCatalogueEntry(catalogue, c.req.param())),
    )
}
