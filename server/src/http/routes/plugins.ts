import { listOf } from '@flx/shared/list'
import {
  pluginCreateSchema,
  pluginListQuerySchema,
  pluginPatchSchema,
  pluginSchema,
  installLineSchema,
} from '@flx/shared/plugin'
import { Hono } from 'hono'
import * as z from 'zod'

import { deletePlugin } from '../../app/delete-plugin.ts'
import { registerPlugin } from '../../app/register-plugin.ts'
import { findPlugin, listPlugins, showPlugin } from '../../app/show-plugin.ts'
import { updatePlugin } from '../../app/update-plugin.ts'
import { needs } from '../access.ts'
import { actorOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body, query } from '../valid.ts'

const outputQuerySchema = z.object({
  /** Lines with a greater number. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(1000),
})

export function pluginRoutes({ context, installation }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists plugins', { gives: listOf(pluginSchema) }),
      query(pluginListQuerySchema),
      async (c) => c.json(await listPlugins(context, c.req.valid('query'))),
    )
    .post(
      '/',
      needs('editor', 'Registers a plugin', { success: 201, gives: pluginSchema }),
      body(pluginCreateSchema),
      async (c) => c.json(await registerPlugin(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .get('/:id', needs('viewer', 'Shows a plugin', { gives: pluginSchema }), async (c) =>
      c.json(await showPlugin(context, idOf(c, 'plugin'))),
    )
    .patch(
      '/:id',
      needs('editor', 'Changes a plugin', { gives: pluginSchema }),
      body(pluginPatchSchema),
      async (c) => c.json(await updatePlugin(context, idOf(c, 'plugin'), c.req.valid('json'), actorOf(c))),
    )
    .delete('/:id', needs('editor', 'Removes a plugin', { success: 204 }), async (c) => {
      await installation.discard(await deletePlugin(context, idOf(c, 'plugin'), actorOf(c)))
      return c.body(null, 204)
    })
    .post(
      '/:id/install',
      needs('editor', 'Starts the installation of a plugin', {
        success: 202,
        answer: 'The plugin.',
        gives: pluginSchema,
      }),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.install(id, actorOf(c))
        return c.json(await showPlugin(context, id), 202)
      },
    )
    .post(
      '/:id/uninstall',
      needs('editor', 'Removes the environment of a plugin', {
        success: 202,
        answer: 'The plugin.',
        gives: pluginSchema,
      }),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.uninstall(id, actorOf(c))
        return c.json(await showPlugin(context, id), 202)
      },
    )
    .get(
      '/:id/output',
      needs('editor', 'Output of the last installation', {
        gives: z.object({ lines: z.array(installLineSchema) }),
      }),
      query(outputQuerySchema),
      async (c) => {
        const { after, limit } = c.req.valid('query')
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        return c.json({ lines: await context.plugins.output(id, after, limit) })
      },
    )
}
