import type { InstallLine } from '@flx/shared/plugin'

import { AppError, conflict, messageOf } from '../domain/errors.ts'
import type { ConnectorAbout } from '../domain/connector-about.ts'
import type { PluginRecord } from '../domain/records.ts'
import { aboutPlugin } from './audit-notes.ts'
import type { Actor } from './context.ts'
import type { EngineContext } from './engine-context.ts'
import { findPlugin } from './show-plugin.ts'
import { uninstallPlugin } from './uninstall-plugin.ts'

type Context = Pick<
  EngineContext,
  'plugins' | 'pipelines' | 'executions' | 'installer' | 'hints' | 'clock' | 'log'
>

/** Installations under way. They go on after the call that started them; disposing stops and awaits them. */
export interface Installations extends AsyncDisposable {
  /** Starts an installation. Throws AppError when there is nothing to install or one is under way. */
  install(pluginId: string, actor: Actor): Promise<void>
  /** Removes a plugin's environment. Throws AppError `conflict` while an execution needs it. */
  uninstall(pluginId: string, actor: Actor): Promise<void>
  /** Resolves when none is under way. */
  idle(): Promise<void>
}

/** Building some packages from source takes minutes; nothing takes this long. */
const LIMIT_MS = 45 * 60_000
const FLUSH_MS = 250
const MAX_LINES = 20_000

export function createInstallations(context: Context): Installations {
  const running = new Set<Promise<void>>()
  const stop = new AbortController()
  return {
    async install(pluginId, actor) {
      const plugin = await findPlugin(context, pluginId)
      refuseWithoutPipUrl(plugin)
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      if (
        !(await context.plugins.beginInstall(pluginId, 'installing', aboutPlugin(actor, plugin, 'install')))
      ) {
        throw conflict(`Plugin "${plugin.name}" is already being installed or removed. Wait a moment.`)
      }
      const work = install(context, plugin, stop.signal).catch((error: unknown) => {
        context.log.error({ plugin: plugin.name, error: messageOf(error) }, 'An installation broke off')
      })
      running.add(work)
      void work.finally(() => running.delete(work))
    },
    uninstall: (pluginId, actor) => uninstallPlugin(context, pluginId, actor),
    async idle() {
      await Promise.all(running)
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The server was shut down during the installation. Start it again.'))
      await Promise.all(running)
    },
  }
}

function refuseWithoutPipUrl(plugin: PluginRecord): void {
  if (plugin.pipUrl !== null) return
  const why =
    plugin.bundled || plugin.command !== null
      ? 'it needs no installation'
      : plugin.inheritFrom === null
        ? 'it has no pip URL. Give one first'
        : `it shares the environment of "${plugin.inheritFrom}". Install that one`
  throw conflict(`Cannot install plugin "${plugin.name}": ${why}.`)
}

async function install(context: Context, plugin: PluginRecord, stop: AbortSignal): Promise<void> {
  await context.plugins.clearOutput(plugin.id)
  const output = createOutput(context, plugin.id)
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)])
  try {
    const installed = await context.installer.install(plugin, output.line, signal)
    if (installed.about !== null) await learn(context, plugin.id, installed.about)
    output.line(`Installed ${plugin.name}${installed.version === '' ? '' : ` ${installed.version}`}.`)
    await output.end()
    await context.plugins.setInstall(plugin.id, {
      status: 'installed',
      error: null,
      installedAt: context.clock.now().toISOString(),
      ...(installed.version === '' ? {} : { version: installed.version }),
    })
    context.log.info({ plugin: plugin.name, version: installed.version }, 'A plugin was installed')
  } catch (error) {
    const message = failure(stop, error)
    output.line(message)
    await output.end()
    // The environment before, if there was one, stays in use.
    await context.plugins.setInstall(plugin.id, {
      status: 'failed',
      error: message,
      installedAt: plugin.installedAt,
    })
    context.log.warn({ plugin: plugin.name, error: message }, 'A plugin was not installed')
  }
}

function failure(stop: AbortSignal, error: unknown): string {
  if (stop.aborted) return messageOf(stop.reason)
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `The installation was stopped after ${LIMIT_MS / 60_000} minutes.`
  }
  return messageOf(error)
}

/** Fills what the registry does not know with what the connector says; what a person wrote stays. */
async function learn(context: Context, pluginId: string, about: ConnectorAbout): Promise<void> {
  // Installing blocks edits of the plugin: the revision that is read is the one that is replaced.
  const stored = await findPlugin(context, pluginId)
  await context.plugins.update(
    {
      ...stored,
      capabilities: stored.capabilities.length > 0 ? stored.capabilities : about.capabilities.slice(0, 50),
      settingDefinitions:
        stored.settingDefinitions.length > 0 ? stored.settingDefinitions : about.settingDefinitions,
      revision: stored.revision + 1,
      updatedAt: context.clock.now().toISOString(),
    },
    stored.revision,
  )
}

/** Output as it comes: stored in batches, each followed by a hint. */
function createOutput(context: Context, pluginId: string) {
  let number = 0
  let waiting: InstallLine[] = []
  let storing: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = []
    const lastLine = number
    storing = storing.then(async () => {
      if (lines.length === 0) return
      try {
        await context.plugins.appendOutput(pluginId, lines)
        context.hints.publish({ type: 'plugin.output', pluginId, lastLine })
      } catch (error) {
        context.log.warn({ pluginId, error: messageOf(error) }, 'Output of an installation was not stored')
      }
    })
    return storing
  }
  return {
    line(text: string): void {
      if (number >= MAX_LINES) return
      number += 1
      waiting.push({ line: number, at: context.clock.now().toISOString(), text })
      timer ??= setTimeout(() => void flush(), FLUSH_MS)
    },
    end: flush,
  }
}
