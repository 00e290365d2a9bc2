import type { InstallLine } from '@flx/shared/plugin'

import { AppError, conflict, messageOf } from '../domain/errors.ts'
import type { ConnectorAbout } from '../domain/connector-about.ts'
import { withVersion } from '../domain/pip-version.ts'
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
  /**
   * Starts an installation of another version, the newest without one. The environment in use stays until the new one
   * is there, and for good when it fails. Throws as `install` does.
   */
  upgrade(pluginId: string, version: string | undefined, actor: Actor): Promise<void>
  /** Installs and waits for the end; an abort stops it. Throws AppError with the reason when it fails. */
  installToEnd(pluginId: string, actor: Actor, signal: AbortSignal): Promise<void>
  /** Removes a plugin's environment. Throws AppError `conflict` while an execution needs it, or pipelines use it. */
  uninstall(pluginId: string, actor: Actor, options: { evenIfUsed: boolean }): Promise<void>
  /** Resolves when none is under way. */
  idle(): Promise<void>
}

/** Building some packages from source takes minutes; nothing takes this long. */
const LIMIT_MS = 45 * 60_000
const FLUSH_MS = 250
const MAX_LINES = 20_000

export function createInstallations(context: Context): Installations {
  const running = new Set<Promise<unknown>>()
  const stop = new AbortController()

  /** The answer resolves to the reason of a failure, null when it went well. */
  async function begin(wish: Wish): Promise<{ ended: Promise<string | null> }> {
    const { plugin, actor, action } = wish
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    const note = aboutPlugin(actor, plugin, action)
    if (!(await context.plugins.beginInstall(plugin.id, 'installing', note))) {
      throw conflict(`Plugin "${plugin.name}" is already being installed or removed. Wait a moment.`)
    }
    const ended = install(context, wish, AbortSignal.any([stop.signal, wish.signal])).catch(
      (error: unknown) => {
        context.log.error({ plugin: plugin.name, error: messageOf(error) }, 'An installation broke off')
        return 'The installation broke off. The log of the server says why.'
      },
    )
    running.add(ended)
    void ended.finally(() => running.delete(ended))
    return { ended }
  }

  async function wish(pluginId: string, actor: Actor, action: Wish['action']): Promise<Wish> {
    const plugin = await findPlugin(context, pluginId)
    const pipUrl = pipUrlOf(plugin, action)
    return { plugin, pipUrl, actor, action, signal: new AbortController().signal }
  }

  return {
    async install(pluginId, actor) {
      await begin(await wish(pluginId, actor, 'install'))
    },
    async upgrade(pluginId, version, actor) {
      const wished = await wish(pluginId, actor, 'upgrade')
      await begin({ ...wished, pipUrl: withVersion(wished.pipUrl, wished.plugin.name, version) })
    },
    async installToEnd(pluginId, actor, signal) {
      const wished = await wish(pluginId, actor, 'install')
      const { ended } = await begin({ ...wished, signal })
      const failed = await ended
      if (failed !== null) throw new AppError('invalid', failed)
    },
    uninstall: (pluginId, actor, options) => uninstallPlugin(context, pluginId, actor, options),
    async idle() {
      await Promise.all(running)
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The server was shut down during the installation. Start it again.'))
      await Promise.all(running)
    },
  }
}

/** What is to be installed, and for whom. */
interface Wish {
  plugin: PluginRecord
  /** What pip gets; of an upgrade it becomes the plugin's own when it went well. */
  pipUrl: string
  actor: Actor
  action: 'install' | 'upgrade'
  signal: AbortSignal
}

function pipUrlOf(plugin: PluginRecord, action: Wish['action']): string {
  if (plugin.pipUrl !== null) return plugin.pipUrl
  const why =
    plugin.bundled || plugin.command !== null
      ? 'it needs no installation'
      : plugin.inheritFrom === null
        ? 'it has no pip URL. Give one first'
        : `it shares the environment of "${plugin.inheritFrom}". Install that one`
  throw conflict(`Cannot ${action} plugin "${plugin.name}": ${why}.`)
}

async function install(
  context: Context,
  { plugin, pipUrl, action }: Wish,
  stop: AbortSignal,
): Promise<string | null> {
  await context.plugins.clearOutput(plugin.id)
  const output = createOutput(context, plugin.id)
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)])
  try {
    const installed = await context.installer.install({ ...plugin, pipUrl }, output.line, signal)
    if (installed.about !== null || pipUrl !== plugin.pipUrl) {
      await learn(context, plugin.id, { pipUrl, about: installed.about })
    }
    output.line(`Installed ${plugin.name}${installed.version === '' ? '' : ` ${installed.version}`}.`)
    await output.end()
    await context.plugins.setInstall(plugin.id, {
      status: 'installed',
      error: null,
      installedAt: context.clock.now().toISOString(),
      ...(installed.version === '' ? {} : { version: installed.version }),
    })
    context.log.info({ plugin: plugin.name, version: installed.version }, 'A plugin was installed')
    return null
  } catch (error) {
    const kept = action === 'upgrade' && plugin.installedAt !== null
    const message = `${failure(stop, error)}${kept ? ` ${stillInUse(plugin)}` : ''}`
    output.line(message)
    await output.end()
    // The environment before, if there was one, stays in use.
    await context.plugins.setInstall(plugin.id, {
      status: 'failed',
      error: message,
      installedAt: plugin.installedAt,
    })
    context.log.warn({ plugin: plugin.name, error: message }, 'A plugin was not installed')
    return message
  }
}

const stillInUse = ({ version }: PluginRecord): string =>
  `${version === '' ? 'What was installed before' : `Version ${version}`} stays in use.`

function failure(stop: AbortSignal, error: unknown): string {
  if (stop.aborted) return messageOf(stop.reason)
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `The installation was stopped after ${LIMIT_MS / 60_000} minutes.`
  }
  return messageOf(error)
}

/** Fills what the registry does not know with what the connector says; what a person wrote stays. */
async function learn(
  context: Context,
  pluginId: string,
  { pipUrl, about }: { pipUrl: string; about: ConnectorAbout | null },
): Promise<void> {
  // Installing blocks edits of the plugin: the revision that is read is the one that is replaced.
  const stored = await findPlugin(context, pluginId)
  await context.plugins.update(
    {
      ...stored,
      pipUrl,
      capabilities:
        stored.capabilities.length > 0 ? stored.capabilities : (about?.capabilities.slice(0, 50) ?? []),
      settingDefinitions:
        stored.settingDefinitions.length > 0 ? stored.settingDefinitions : (about?.settingDefinitions ?? []),
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
