import {
  newPreviewRequestSchema,
  pipelinePreviewSchema,
  previewRequestSchema,
} from '@flx/shared/pipelines/preview'
import { Hono } from 'hono'

import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'

/** Routes for previewing the first records of a pipeline, as saved or as being edited. */
export function previewRoutes({ previews }: Pick<HttpDependencies, 'previews'>) {
  return new Hono<HttpEnvironment>()
    .post(
      '/preview',
      needs(
        'editor',
        'Previews the first records of an unsaved pipeline, before and after each mapper; stores nothing',
        {
          gives: pipelinePreviewSchema,
          problems: [409, 422, 429, 503],
        },
      ),
      body(newPreviewRequestSchema),
      async (c) => c.json(await previews.show(null, c.req.valid('json'), requesterOf(c), c.req.raw.signal)),
    )
    .post(
      '/:id/preview',
      needs(
        'editor',
        'Previews the first records of a pipeline, or of changes to it, before and after each mapper; loads nothing',
        {
          gives: pipelinePreviewSchema,
          problems: [409, 422, 429, 503],
        },
      ),
      body(previewRequestSchema),
      async (c) =>
        c.json(
          await previews.show(idOf(c, 'pipeline'), c.req.valid('json'), requesterOf(c), c.req.raw.signal),
        ),
    )
}
