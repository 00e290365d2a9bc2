import { bulkAcceptedSchema } from '@flx/shared/bulk'
import { listOf } from '@flx/shared/list'
import {
  pluginCreateSchema,
  pluginListQuerySchema,
  pluginPatchSchema,
  pluginSchema,
  installLineSchema,
} from '@flx/shared/plugin'
import {
  pluginBulkSchema,
  pluginTestSchema,
  pluginVariantsSchema,
  variantCheckSchema,
  pluginUninstallSchema,
  pluginUpgradeSchema,
  pluginVariantSchema,
} from '@flx/shared/plugin-actions'
import { Hono } from 'hono'
import * as z from 'zod'

import { changeVariant, checkVariant, listVariants } from '../../app/change-variant.ts'
import { deletePlugin } from '../../app/delete-plugin.ts'
import { registerPlugin } from '../../app/register-plugin.ts'
import { findPlugin, listPlugins, showPlugin } from '../../app/show-plugin.ts'
import { updatePlugin } from '../../app/update-plugin.ts'
import { needs } from '../access.ts'
import { actorOf, askerOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body, query } from '../valid.ts'

const outputQuerySchema = z.object({
  /** Lines with a greater number. */
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(1000),
})

export function pluginRoutes({ context, installation, bulk, trials, variants }: HttpDependencies) {
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
    .post(
      '/bulk',
      needs('editor', 'Installs or uninstalls many plugins, one after the other', {
        success: 202,
        answer: 'The id of the bulk action, which goes on after the answer.',
        gives: bulkAcceptedSchema,
      }),
      body(pluginBulkSchema),
      async (c) => c.json(await bulk.accept('plugins', c.req.valid('json'), askerOf(c)), 202),
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
      needs(
        'editor',
        'Removes the environment of a plugin; 409 naming the pipelines that use it, unless evenIfUsed=true',
        { success: 202, answer: 'The plugin.', gives: pluginSchema },
      ),
      query(pluginUninstallSchema),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.uninstall(id, actorOf(c), c.req.valid('query'))
        return c.json(await showPlugin(context, id), 202)
      },
    )
    .post(
      '/:id/upgrade',
      needs('editor', 'Installs another version, the newest without one; the old one stays if that fails', {
        success: 202,
        answer: 'The plugin.',
        gives: pluginSchema,
      }),
      body(pluginUpgradeSchema),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.upgrade(id, c.req.valid('json').version, actorOf(c))
        return c.json(await showPlugin(context, id), 202)
      },
    )
    .post(
      '/:id/test',
      needs('editor', 'Starts a plugin with its settings and says what happened', {
        gives: pluginTestSchema,
        problems: [422, 429, 503],
      }),
      async (c) => c.json(await trials.test(idOf(c, 'plugin'), actorOf(c), c.req.raw.signal)),
    )
    .post(
      '/:id/describe',
      needs(
        'editor',
        'Asks a connector for its settings (--about) and replaces the definitions by its answer',
        { gives: pluginSchema, problems: [422, 429, 503] },
      ),
      async (c) => c.json(await trials.describe(idOf(c, 'plugin'), actorOf(c), c.req.raw.signal)),
    )
    .get(
      '/:id/variants',
      needs('viewer', 'Names of the variants of a plugin', { gives: pluginVariantsSchema }),
      async (c) => c.json({ variants: await listVariants(variants, idOf(c, 'plugin')) }),
    )
    .get(
      '/:id/variants/:variant',
      needs('viewer', 'What changing a plugin to another variant would do to its settings', {
        gives: variantCheckSchema,
        problems: [409, 503],
      }),
      async (c) => c.json(await checkVariant(variants, idOf(c, 'plugin'), c.req.param('variant'))),
    )
    .post(
      '/:id/variant',
      needs('editor', 'Changes the variant of a plugin in place; its settings stay', {
        gives: pluginSchema,
        problems: [503],
      }),
      body(pluginVariantSchema),
      async (c) => c.json(await changeVariant(variants, idOf(c, 'plugin'), c.req.valid('json'), actorOf(c))),
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
