import {
  hostPythonsSchema,
  pluginLockAnswerSchema,
  pluginRemedySchema,
} from '@flx/shared/plugins/environment'
import { pluginNodesSchema } from '@flx/shared/plugins/node-environment'
import { installLineSchema, pluginSchema } from '@flx/shared/plugins/plugin'
import { Hono } from 'hono'
import * as z from 'zod'

import { findPlugin, showPlugin } from '../../../app/plugins/show-plugin.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'

/** Query for lines of an output. */
export const outputQuerySchema = z.object({
  /** Returns lines with a greater number. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(1000),
})

/** Routes of a plugin's packages and of the remedy for a failed installation. */
export function pluginEnvironmentRoutes({ context, installation }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/:id/lock',
      needs('viewer', 'Lists the installed packages of a plugin with their exact versions', {
        gives: pluginLockAnswerSchema,
      }),
      async (c) => c.json({ lock: await installation.lock(idOf(c, 'plugin')) }),
    )
    .get(
      '/:id/workers',
      needs('viewer', 'Lists the workers, and whether each has the environment of a plugin', {
        gives: pluginNodesSchema,
      }),
      async (c) => c.json(await installation.nodes(idOf(c, 'plugin'))),
    )
    .get(
      '/:id/workers/:node/output',
      needs('editor', 'Returns the last lines of output while a worker builds the environment of a plugin', {
        gives: z.object({ lines: z.array(installLineSchema) }),
      }),
      query(outputQuerySchema),
      async (c) => {
        const { after, limit } = c.req.valid('query')
        const node = c.req.param('node')
        return c.json({ lines: await installation.buildOutput(idOf(c, 'plugin'), node, after, limit) })
      },
    )
    .get(
      '/:id/pythons',
      needs(
        'editor',
        'Lists the Python versions of the server, and which of them a failed installation needs',
        {
          gives: hostPythonsSchema,
        },
      ),
      async (c) => c.json({ pythons: await installation.pythons(idOf(c, 'plugin'), c.req.raw.signal) }),
    )
    .post(
      '/:id/remedy',
      needs('editor', 'Applies the fix for a failed installation and installs again', {
        success: 202,
        answer: 'The plugin.',
        gives: pluginSchema,
      }),
      body(pluginRemedySchema),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.mend(id, c.req.valid('json'), actorOf(c))
        return c.json(await showPlugin(context, id), 202)
      },
    )
}
