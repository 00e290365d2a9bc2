import { conflict, messageOf } from '../domain/errors.ts'
import type { PluginRecord } from '../domain/records.ts'
import { aboutPlugin } from './audit-notes.ts'
import type { Actor } from './context.ts'
import type { EngineContext } from './engine-context.ts'
import { namedPipelines } from './delete-plugin.ts'
import { findPlugin } from './show-plugin.ts'

type Context = Pick<EngineContext, 'plugins' | 'pipelines' | 'executions' | 'installer'>

/** Removes the environment of a plugin; the plugin itself stays registered. Throws AppError `conflict` while it is needed. */
export async function uninstallPlugin(
  context: Context,
  pluginId: string,
  actor: Actor,
  { evenIfUsed }: { evenIfUsed: boolean },
): Promise<void> {
  const plugin = await findPlugin(context, pluginId)
  if (plugin.pipUrl === null) {
    throw conflict(`Cannot uninstall plugin "${plugin.name}": it has no environment of its own.`)
  }
  const users = await usersOf(context, plugin)
  if (!evenIfUsed) refuseWhileInUse(plugin, users)
  await refuseWhileExecuting(context, plugin, users)
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

type Users = readonly { id: string; name: string }[]

/** The pipelines of a plugin and of those that share its environment. */
async function usersOf(context: Context, plugin: PluginRecord): Promise<Users> {
  const heirs = (await context.plugins.all()).filter(
    (other) => other.inheritFrom === plugin.name && other.type === plugin.type,
  )
  const users = await context.pipelines.usingPlugins([plugin, ...heirs].map(({ name }) => name))
  const byId = new Map(
    Array.from(users.values())
      .flat()
      .map((pipeline) => [pipeline.id, pipeline]),
  )
  return [...byId.values()]
}

function refuseWhileInUse(plugin: PluginRecord, users: Users): void {
  if (users.length === 0) return
  throw conflict(
    `Cannot uninstall plugin "${plugin.name}": ${namedPipelines(users)} ${users.length === 1 ? 'uses' : 'use'} it and could not execute any more. Say that it shall be uninstalled all the same, or change ${users.length === 1 ? 'that pipeline' : 'those pipelines'} first.`,
  )
}

async function refuseWhileExecuting(context: Context, plugin: PluginRecord, users: Users): Promise<void> {
  for (const pipeline of users) {
    if ((await context.executions.unfinishedOf(pipeline.id)).length > 0) {
      throw conflict(
        `Cannot uninstall plugin "${plugin.name}": pipeline "${pipeline.name}" is executing. Wait for its end or cancel it.`,
      )
    }
  }
}
