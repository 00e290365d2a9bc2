import { allOf } from '@flx/shared/core/list'
import { fleetLimitSchema, nodeSchema, unplacedSchema } from '@flx/shared/nodes/node'
import { Hono } from 'hono'

import { drainNode, listNodes, listUnplaced, setFleetLimit, resumeNode } from '../../../app/nodes/nodes.ts'
import { AppError } from '../../../domain/core/errors.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

/** Routes of the servers that use the database. */
export function nodeRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists the nodes and their executions', { gives: allOf(nodeSchema) }),
      async (c) => c.json({ items: await listNodes(context) }),
    )
    .get(
      '/limit',
      needs('viewer', 'Returns the limit of concurrent executions across all workers', {
        gives: fleetLimitSchema,
      }),
      async (c) => c.json({ limit: await context.nodes.fleetLimit() }),
    )
    .get(
      '/unplaced',
      needs('viewer', 'Lists pipelines that require labels no worker has', { gives: unplacedSchema }),
      async (c) => c.json(await listUnplaced(context)),
    )
    .put(
      '/limit',
      needs('admin', 'Limits concurrent executions across all workers; null removes the limit', {
        gives: fleetLimitSchema,
      }),
      body(fleetLimitSchema),
      async (c) => c.json(await setFleetLimit(context, c.req.valid('json'), actorOf(c))),
    )
    .post(
      '/:name/drain',
      needs('admin', 'Drains a worker: it finishes its executions and takes no new ones', { success: 204 }),
      async (c) => {
        await drainNode(context, nameOf(c), actorOf(c))
        return c.body(null, 204)
      },
    )
    .post(
      '/:name/resume',
      needs('admin', 'Resumes a drained worker: it takes executions again', { success: 204 }),
      async (c) => {
        await resumeNode(context, nameOf(c), actorOf(c))
        return c.body(null, 204)
      },
    )
}

/** Returns the node name in the path. A malformed name refers to nothing: 404. */
function nameOf(c: HttpContext): string {
  const name = c.req.param('name') ?? ''
  if (!/^[\w.-]{1,200}$/.test(name)) throw new AppError('not-found', 'No node has this name.')
  return name
}
