import { listOf } from '@flx/shared/core/list'
import { auditQuerySchema, auditEntrySchema } from '@flx/shared/access/audit'
import { pipelineSchema } from '@flx/shared/pipelines/pipeline'
import { Hono } from 'hono'

import { listAudit } from '../../../app/access/list-audit.ts'
import { undoEdit } from '../../../app/pipelines/undo-edit.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { query } from '../../guards/valid.ts'

/** Routes of the audit log. */
export function auditRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .post(
      '/:id/undo',
      needs('editor', 'Undoes an edit of a pipeline: restores the previous values of its fields', {
        gives: pipelineSchema,
      }),
      async (c) => c.json(await undoEdit(context, idOf(c, 'entry of the audit log'), requesterOf(c))),
    )
    .get(
      '/',
      needs('admin', 'Lists changes with who made them, newest first, without secrets', {
        gives: listOf(auditEntrySchema),
      }),
      query(auditQuerySchema),
      async (c) => c.json(await listAudit(context, c.req.valid('query'))),
    )
}
