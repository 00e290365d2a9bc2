import { hubDefinitionSchema, hubListSchema, hubQuerySchema } from '@flx/shared/plugins/hub'
import { Hono } from 'hono'

import { listCatalogue, showCatalogueEntry } from '../../../app/plugins/catalogue/catalogue.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf } from '../../core/request.ts'
import { query } from '../../guards/valid.ts'

/** Routes of the catalogue of plugins. */
export function hubRoutes({ catalogue }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs(
        'viewer',
        'Lists the catalogue, from the hub or the built-in list; `refresh` needs the editor role',
        {
          gives: hubListSchema,
        },
      ),
      query(hubQuerySchema),
      async (c) => c.json(await listCatalogue(catalogue, c.req.valid('query'), requesterOf(c))),
    )
    .get(
      '/:type/:name/:variant',
      needs(
        'viewer',
        'Returns one variant with the request body that adds it; the variant can be "default"',
        {
          gives: hubDefinitionSchema,
          problems: [503],
        },
      ),
      async (c) => c.json(await showCatalogueEntry(catalogue, c.req.param())),
    )
}
