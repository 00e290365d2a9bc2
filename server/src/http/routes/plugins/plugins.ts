import { listOf } from '@flx/shared/core/list'
import {
  pluginCreateSchema,
  pluginListQuerySchema,
  pluginPatchSchema,
  pluginSchema,
  installLineSchema,
  type Plugin,
} from '@flx/shared/plugins/plugin'
import {
  pluginBulkSchema,
  pluginInvocationSchema,
  pluginInvokeSchema,
  pluginTestQuerySchema,
  pluginTestSchema,
  pluginTrySchema,
  pluginVariantsSchema,
  variantCheckSchema,
  pluginUninstallSchema,
  pluginUpgradeSchema,
  pluginVariantSchema,
} from '@flx/shared/plugins/plugin-actions'
import { Hono } from 'hono'
import * as z from 'zod'

import { changeVariant, checkVariant, listVariants } from '../../../app/plugins/change-variant.ts'
import { deletePlugin } from '../../../app/plugins/delete-plugin.ts'
import { addPlugin } from '../../../app/plugins/add-plugin.ts'
import { findPlugin, listPlugins, showPlugin } from '../../../app/plugins/show-plugin.ts'
import { updatePlugin } from '../../../app/plugins/update-plugin.ts'
import { BULK_ANSWER } from '../../core/bulk-answer.ts'
import { needs } from '../../guards/access.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'
import { outputQuerySchema, pluginEnvironmentRoutes } from './plugin-environment.ts'

/** The answer of routes that start to change an environment. */
const STARTED = { success: 202, answer: 'The plugin.', gives: pluginSchema } as const
/** The answer of routes that try out a plugin. */
const TESTED = { gives: pluginTestSchema, problems: [422, 503] } as const

export function pluginRoutes(dependencies: HttpDependencies) {
  const { context, installation, bulk, trials, variants } = dependencies
  /** Starts a change of the environment and returns the plugin. */
  const startChange = async (c: HttpContext, begin: (id: string) => Promise<void>): Promise<Plugin> => {
    const { id } = await findPlugin(context, idOf(c, 'plugin'))
    await begin(id)
    return showPlugin(context, id)
  }
  return new Hono<HttpEnvironment>()
    .route('/', pluginEnvironmentRoutes(dependencies))
    .get(
      '/',
      needs('viewer', 'Lists plugins', { gives: listOf(pluginSchema) }),
      query(pluginListQuerySchema),
      async (c) => c.json(await listPlugins(context, c.req.valid('query'))),
    )
    .post(
      '/',
      needs('editor', 'Adds a plugin', { success: 201, gives: pluginSchema }),
      body(pluginCreateSchema),
      async (c) => c.json(await addPlugin(context, c.req.valid('json'), actorOf(c)), 201),
    )
    .post(
      '/bulk',
      needs('editor', 'Installs or uninstalls many plugins, one after another', BULK_ANSWER),
      body(pluginBulkSchema),
      async (c) => c.json(await bulk.accept('plugins', c.req.valid('json'), requesterOf(c)), 202),
    )
    .get('/:id', needs('viewer', 'Returns a plugin', { gives: pluginSchema }), async (c) =>
      c.json(await showPlugin(context, idOf(c, 'plugin'))),
    )
    .patch(
      '/:id',
      needs('editor', 'Changes a plugin', { gives: pluginSchema }),
      body(pluginPatchSchema),
      async (c) => c.json(await updatePlugin(context, idOf(c, 'plugin'), c.req.valid('json'), actorOf(c))),
    )
    .delete('/:id', needs('editor', 'Deletes a plugin', { success: 204 }), async (c) => {
      await installation.discard(await deletePlugin(context, idOf(c, 'plugin'), actorOf(c)))
      return c.body(null, 204)
    })
    .post('/:id/install', needs('editor', 'Starts the installation of a plugin', STARTED), async (c) =>
      c.json(await startChange(c, (id) => installation.install(id, actorOf(c))), 202),
    )
    .post(
      '/:id/installation/cancel',
      needs('editor', 'Cancels the installation of a plugin; what was installed before stays in use', {
        success: 202,
        answer: 'The plugin.',
        gives: pluginSchema,
      }),
      async (c) => {
        const { id } = await findPlugin(context, idOf(c, 'plugin'))
        await installation.cancel(id, actorOf(c))
        return c.json(await showPlugin(context, id), 202)
      },
    )
    .post(
      '/:id/uninstall',
      needs(
        'editor',
        'Removes the environment of a plugin; 409 with the pipelines that use it, unless force=true',
        STARTED,
      ),
      query(pluginUninstallSchema),
      async (c) =>
        c.json(
          await startChange(c, (id) => installation.uninstall(id, actorOf(c), c.req.valid('query'))),
          202,
        ),
    )
    .post(
      '/:id/upgrade',
      needs('editor', 'Installs a version, by default the newest; the old one stays if that fails', STARTED),
      body(pluginUpgradeSchema),
      async (c) =>
        c.json(
          await startChange(c, (id) => installation.upgrade(id, c.req.valid('json').version, actorOf(c))),
          202,
        ),
    )
    .post(
      '/:id/roll-back',
      needs('editor', 'Installs the exact packages from before the last installation', STARTED),
      async (c) => c.json(await startChange(c, (id) => installation.rollBack(id, actorOf(c))), 202),
    )
    .post(
      '/:id/test',
      needs('editor', 'Tests a plugin with its settings; write=true loads one record with a loader', TESTED),
      query(pluginTestQuerySchema),
      async (c) =>
        c.json(await trials.test(idOf(c, 'plugin'), c.req.valid('query'), requesterOf(c), c.req.raw.signal)),
    )
    .post(
      '/:id/try',
      needs('editor', 'Tests a plugin with unsaved settings on top of its own', TESTED),
      body(pluginTrySchema),
      async (c) =>
        c.json(
          await trials.test(
            idOf(c, 'plugin'),
            { tried: c.req.valid('json') },
            requesterOf(c),
            c.req.raw.signal,
          ),
        ),
    )
    .post(
      '/:id/invoke',
      needs('editor', 'Runs a plugin with --help, --about, --version or --discover and returns its output', {
        gives: pluginInvocationSchema,
        problems: [422, 503],
      }),
      body(pluginInvokeSchema),
      async (c) => {
        const { option } = c.req.valid('json')
        return c.json(await trials.invoke(idOf(c, 'plugin'), { what: option }, actorOf(c), c.req.raw.signal))
      },
    )
    .post(
      '/:id/describe',
      needs('editor', 'Reads the settings of a connector (--about) and adds them to the definitions', {
        gives: pluginSchema,
        problems: [422, 503],
      }),
      async (c) => c.json(await trials.describe(idOf(c, 'plugin'), actorOf(c), c.req.raw.signal)),
    )
    .get(
      '/:id/variants',
      needs('viewer', 'Lists the variants of a plugin', { gives: pluginVariantsSchema }),
      async (c) => c.json({ variants: await listVariants(variants, idOf(c, 'plugin')) }),
    )
    .get(
      '/:id/variants/:variant',
      needs('viewer', 'Previews how another variant would change the settings of a plugin', {
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
      needs('editor', 'Returns the output of the last installation', {
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
