import {
  catalogChoicePatchSchema,
  catalogContentSchema,
  catalogUploadPatchSchema,
  catalogVersionSchema,
  pipelineCatalogSchema,
  streamRulesPatchSchema,
  type CatalogContent,
} from '@flx/shared/catalog/pipeline-catalog'
import { allOf } from '@flx/shared/core/list'
import { pipelineSchema } from '@flx/shared/pipelines/pipeline'
import { Hono, type TypedResponse } from 'hono'
import * as z from 'zod'

import { saveStreamRules } from '../../../app/pipelines/streams/stream-rules.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'

/** Routes of a pipeline's catalogue: its versions, its selection, and the version in use. */
export function catalogRoutes({ context, streams, catalogs }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .put(
      '/:id/streams',
      needs('editor', 'Replaces the rules that select streams and fields', { gives: pipelineSchema }),
      body(streamRulesPatchSchema),
      async (c) =>
        c.json(await saveStreamRules(context, idOf(c, 'pipeline'), c.req.valid('json'), requesterOf(c))),
    )
    .delete('/:id/discover', needs('editor', 'Stops a discovery', { success: 204 }), (c) => {
      streams.cancel(idOf(c, 'pipeline'))
      return c.body(null, 204)
    })
    .get(
      '/:id/catalog',
      needs(
        'viewer',
        'Returns the catalogue in use without its content, the selection rules, and changes at the source',
        {
          gives: pipelineCatalogSchema,
        },
      ),
      async (c) => c.json(await catalogs.show(idOf(c, 'pipeline'))),
    )
    .post(
      '/:id/catalog',
      needs('editor', 'Uploads a catalogue for executions to use; at most 32 MiB', {
        gives: pipelineCatalogSchema,
      }),
      body(catalogUploadPatchSchema),
      async (c) => c.json(await catalogs.upload(idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .get(
      '/:id/catalog/versions',
      needs('viewer', 'Lists the kept versions of the catalogue, newest first', {
        gives: allOf(catalogVersionSchema),
      }),
      async (c) => c.json({ items: await catalogs.versions(idOf(c, 'pipeline')) }),
    )
    .get(
      '/:id/catalog/versions/:version',
      needs('viewer', 'Returns a version of the catalogue with its streams and fields', {
        gives: catalogContentSchema,
      }),
      async (c) => {
        const json = await catalogs.content(idOf(c, 'pipeline'), idOf(c, 'version', 'version'))
        // The body is JSON already; the cast gives the typed client its type.
        const answer: unknown = c.body(json, 200, { 'content-type': 'application/json' })
        return answer as Response & TypedResponse<CatalogContent, 200, 'json'>
      },
    )
    .post(
      '/:id/catalog/accept',
      needs('editor', 'Accepts the changes at the source for executions to use', {
        gives: pipelineCatalogSchema,
      }),
      body(catalogChoicePatchSchema),
      async (c) => c.json(await catalogs.accept(idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .put(
      '/:id/catalog/pin',
      needs('editor', 'Pins a version of the catalogue: executions use it and do not discover', {
        gives: pipelineCatalogSchema,
      }),
      body(catalogChoicePatchSchema),
      async (c) => c.json(await catalogs.pin(idOf(c, 'pipeline'), c.req.valid('json'), actorOf(c))),
    )
    .delete(
      '/:id/catalog/pin',
      needs('editor', 'Unpins the catalogue: executions discover again', { gives: pipelineCatalogSchema }),
      query(z.object({ revision: z.coerce.number().int() })),
      async (c) =>
        c.json(await catalogs.unpin(idOf(c, 'pipeline'), c.req.valid('query').revision, actorOf(c))),
    )
}
