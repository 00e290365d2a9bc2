import { listOf } from '@flx/shared/list'
import { auditQuerySchema, auditEntrySchema } from '@flx/shared/audit'
import { Hono } from 'hono'

import { needs } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

/** What people changed. */
export function auditRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>().get(
    '/',
    needs('admin', 'Lists what people changed, newest first, without secrets', {
      gives: listOf(auditEntrySchema),
    }),
    query(auditQuerySchema),
    async (c) => c.json(await context.audit.list(c.req.valid('query'))),
  )
}
