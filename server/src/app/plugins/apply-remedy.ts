import { conflict, invalid } from '../../domain/core/errors.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { pluginUpdated } from '../access/audit-notes.ts'
import type { Actor } from '../core/context.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { findPlugin } from './show-plugin.ts'
import { staleRevision } from './update-plugin.ts'

type Context = Pick<EngineContext, 'plugins' | 'pipelines' | 'clock'>

/**
 * Changes the source of a plugin as the remedy of its failed installation suggests: adds a requirement to its
 * pip URL, or changes the Python. The previous installation stays in use. Throws AppError `conflict` without
 * such a remedy, `invalid` if a Python must be chosen, and `stale-version` if the plugin was changed
 * meanwhile.
 */
export async function applyRemedy(
  context: Context,
  pluginId: string,
  { revision, python }: { revision: number; python?: string | undefined },
  actor: Actor,
): Promise<void> {
  const plugin = await findPlugin(context, pluginId)
  if (plugin.revision !== revision) throw await staleRevision(context, plugin)
  const record: PluginRecord = {
    ...plugin,
    ...remedyFields(plugin, python),
    revision: revision + 1,
    updatedAt: context.clock.now().toISOString(),
  }
  const note = await pluginUpdated(context, actor, plugin, record)
  if (await context.plugins.update(record, revision, note)) return
  throw await staleRevision(context, await findPlugin(context, pluginId))
}

function remedyFields(plugin: PluginRecord, python: string | undefined): Partial<PluginRecord> {
  const { installRemedy: remedy, name } = plugin
  if (remedy === null) throw conflict(`No fix is known for the installation of "${name}".`)
  switch (remedy.kind) {
    case 'requirement':
      return { pipUrl: `${plugin.pipUrl ?? ''} "${remedy.requirement}"`.trim() }
    case 'python':
      if (python === undefined) throw invalid('Choose the Python to install it with.', 'python')
      return { python }
    case 'system':
      throw conflict(
        `The server lacks ${remedy.packages.join(', ')}. Install it there, then install "${name}" again.`,
      )
  }
}
