import { conflict, messageOf } from '../../domain/core/errors.ts'
import type { PluginUse } from '../../domain/pipelines/pipeline-store.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { aboutPlugin } from '../access/audit-notes.ts'
import type { Actor } from '../core/context.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { MAX_NAMED_PIPELINES, formatUses } from './delete-plugin.ts'
import { findPlugin } from './show-plugin.ts'

type Context = Pick<EngineContext, 'plugins' | 'pipelines' | 'executions' | 'installer'>

/**
 * Removes the environment of a plugin; the plugin itself stays. Throws AppError `conflict` while it is
 * needed.
 */
export async function uninstallPlugin(
  context: Context,
  pluginId: string,
  actor: Actor,
  { force }: { force: boolean },
): Promise<void> {
  const plugin = await findPlugin(context, pluginId)
  if (plugin.pipUrl === null) {
    throw conflict(`Cannot uninstall plugin "${plugin.name}": it has no environment of its own.`)
  }
  const names = await sharingNames(context, plugin)
  if (!force) await refuseWhileInUse(context, plugin, names)
  await refuseWhileExecuting(context, plugin, names)
  const note = aboutPlugin(actor, plugin, 'uninstall')
  if (!(await context.plugins.beginInstall(pluginId, 'uninstalling', note))) {
    throw conflict(`Plugin "${plugin.name}" is already being installed or removed. Wait a moment.`)
  }
  try {
    await context.installer.uninstall(plugin)
    await context.plugins.clearOutput(pluginId)
    await context.plugins.setInstall(pluginId, { status: 'none', error: null, installedAt: null })
  } catch (error) {
    await context.plugins.setInstall(pluginId, {
      status: 'failed',
      error: `The environment could not be removed: ${messageOf(error)}`,
      installedAt: null,
    })
    throw error
  }
}

/** Returns the names of the plugins that use an environment: its owner and the plugins that share it. */
async function sharingNames(context: Context, plugin: PluginRecord): Promise<string[]> {
  const children = (await context.plugins.all()).filter(
    (candidate) => candidate.inheritFrom === plugin.name && candidate.type === plugin.type,
  )
  return [plugin, ...children].map(({ name }) => name)
}

async function refuseWhileInUse(
  context: Context,
  plugin: PluginRecord,
  names: readonly string[],
): Promise<void> {
  const uses = combineUses([...(await context.pipelines.usingPlugins(names, MAX_NAMED_PIPELINES)).values()])
  if (uses.total === 0) return
  const isSingle = uses.total === 1
  throw conflict(
    `Cannot uninstall plugin "${plugin.name}": ${formatUses(uses)} ${isSingle ? 'uses' : 'use'} it and cannot run without it. Confirm to uninstall it anyway, or change ${isSingle ? 'that pipeline' : 'those pipelines'} first.`,
  )
}

/** Combines the uses of several plugins; a pipeline that uses two of them is named once. */
function combineUses(uses: readonly PluginUse[]): PluginUse {
  const pipelines = uses.flatMap(({ first }) => first)
  const byId = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const total = uses.reduce((sum, use) => sum + use.total, 0) - (pipelines.length - byId.size)
  return { total, first: [...byId.values()] }
}

async function refuseWhileExecuting(
  context: Context,
  plugin: PluginRecord,
  names: readonly string[],
): Promise<void> {
  const pipeline = await context.executions.unfinishedUsing(names)
  if (pipeline === undefined) return
  throw conflict(
    `Cannot uninstall plugin "${plugin.name}": pipeline "${pipeline}" is running. Wait until it ends, or cancel it.`,
  )
}
