import { conflict, messageOf } from '../domain/errors.ts'
import type { PluginRecord } from '../domain/records.ts'
import { aboutPlugin } from './audit-notes.ts'
import type { Actor } from './context.ts'
import type { EngineContext } from './engine-context.ts'
import { findPlugin } from './show-plugin.ts'

type Context = Pick<EngineContext, 'plugins' | 'pipelines' | 'executions' | 'installer'>

/** Removes the environment of a plugin; the plugin itself stays registered. Throws AppError `conflict` while it is needed. */
export async function uninstallPlugin(context: Context, pluginId: string, actor: Actor): Promise<void> {
  const plugin = await findPlugin(context, pluginId)
  if (plugin.pipUrl === null) {
    throw conflict(`Cannot uninstall plugin "${plugin.name}": it has no environment of its own.`)
  }
  await refuseWhileExecuting(context, plugin)
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

async function refuseWhileExecuting(context: Context, plugin: PluginRecord): Promise<void> {
  const heirs = (await context.plugins.all()).filter(
    (other) => other.inheritFrom === plugin.name && other.type === plugin.type,
  )
  const users = await context.pipelines.usingPlugins([plugin, ...heirs].map(({ name }) => name))
  for (const pipeline of Array.from(users.values()).flat()) {
    if ((await context.executions.unfinishedOf(pipeline.id)).length > 0) {
      throw conflict(
        `Cannot uninstall plugin "${plugin.name}": pipeline "${pipeline.name}" is executing. Wait for its end or cancel it.`,
      )
    }
  }
}
