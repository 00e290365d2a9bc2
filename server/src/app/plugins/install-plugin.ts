import { AppError, conflict, messageOf } from '../../domain/core/errors.ts'
import type { ConnectorAbout } from '../../domain/plugins/connector-about.ts'
import { cancelledBy, InstallCancelled } from '../../domain/plugins/installing/install-cancelled.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { mergeAbout } from '../../domain/plugins/merge-about.ts'
import { withVersion } from '../../domain/plugins/installing/pip-version.ts'
import {
  changesSentence,
  lockSource,
  packageChanges,
  type StoredLock,
} from '../../domain/plugins/installing/plugin-lock.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { aboutPlugin } from '../access/audit-notes.ts'
import type { Actor } from '../core/context.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { rememberBeforeChange, secretsOfPlugin } from '../settings/remember-secrets.ts'
import { applyRemedy } from './apply-remedy.ts'
import { createOutput } from './install-output.ts'
import { findPlugin, parentOf } from './show-plugin.ts'
import { watchCancel, type CancelWatch } from './watch-cancel.ts'
import { uninstallPlugin } from './uninstall-plugin.ts'

type Context = Pick<
  EngineContext,
  'plugins' | 'pipelines' | 'executions' | 'installer' | 'hints' | 'clock' | 'log' | 'hash'
> & {
  /** Name of this node; undefined if it is the only one. */
  node?: string
}

/** Running installations. They outlive the call that started them; disposing stops and awaits them. */
export interface Installations extends AsyncDisposable {
  /** Starts an installation. Throws AppError if there is nothing to install or one is running. */
  install(pluginId: string, actor: Actor): Promise<void>
  /**
   * Starts an installation of another version, by default the newest. The current environment stays in use
   * until the new one is ready, and permanently if it fails. Throws the errors of `install`.
   */
  upgrade(pluginId: string, version: string | undefined, actor: Actor): Promise<void>
  /**
   * Installs the exact packages from before the last installation. Throws AppError `conflict` if none are
   * kept, and the errors of `install`.
   */
  rollBack(pluginId: string, actor: Actor): Promise<void>
  /**
   * Changes the source of a plugin as the remedy of its failed installation suggests, and installs again.
   * `python` is the interpreter to use if the remedy asks for another one. Throws AppError `conflict` if
   * there is no remedy that can be applied, and `stale-version` if the plugin was changed meanwhile.
   */
  mend(
    pluginId: string,
    remedy: { revision: number; python?: string | undefined },
    actor: Actor,
  ): Promise<void>
  /** Installs and waits for the end; an abort stops it. Throws AppError with the reason if it fails. */
  installToEnd(pluginId: string, actor: Actor, signal: AbortSignal): Promise<void>
  /**
   * Stops an installation in any process; the previous environment stays in use. Idempotent. Throws AppError
   * `conflict` if none is running.
   */
  cancel(pluginId: string, actor: Actor): Promise<void>
  /**
   * Removes a plugin's environment. Throws AppError `conflict` while an execution needs it or pipelines use
   * it.
   */
  uninstall(pluginId: string, actor: Actor, options: { force: boolean }): Promise<void>
  /** Resolves when no installation is running. */
  idle(): Promise<void>
}

/** Time limit of an installation: building packages from source takes minutes. */
const LIMIT_MS = 45 * 60_000

export function createInstallations(context: Context): Installations {
  const running = new Set<Promise<unknown>>()
  /** Watches of the plugins being installed here. */
  const watches = new Map<string, CancelWatch>()
  const stop = new AbortController()

  /** Starts an installation. `ended` resolves to the reason of a failure; null on success. */
  async function begin(request: InstallRequest): Promise<{ ended: Promise<string | null> }> {
    const { plugin, actor, action } = request
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    const note = aboutPlugin(actor, plugin, action)
    if (!(await context.plugins.beginInstall(plugin.id, 'installing', note))) {
      throw conflict(`Plugin "${plugin.name}" is already being installed or removed. Wait a moment.`)
    }
    const watch = watchCancel(context, plugin.id)
    watches.set(plugin.id, watch)
    const stopSignal = AbortSignal.any([stop.signal, request.signal, watch.signal])
    const ended = install(context, request, stopSignal)
      .catch((error: unknown) => {
        context.log.error(
          { plugin: plugin.name, error: messageOf(error) },
          'An installation failed unexpectedly',
        )
        return 'The installation failed unexpectedly. Check the server log.'
      })
      .finally(() => {
        watch[Symbol.dispose]()
        if (watches.get(plugin.id) === watch) watches.delete(plugin.id)
      })
    running.add(ended)
    void ended.finally(() => running.delete(ended))
    return { ended }
  }

  async function requestOf(
    pluginId: string,
    actor: Actor,
    action: InstallRequest['action'],
  ): Promise<InstallRequest> {
    const plugin = await findPlugin(context, pluginId)
    const pipUrl = pipUrlOf(plugin, action)
    return { plugin, pipUrl, actor, action, signal: new AbortController().signal }
  }

  return {
    async install(pluginId, actor) {
      await begin(await requestOf(pluginId, actor, 'install'))
    },
    async upgrade(pluginId, version, actor) {
      const request = await requestOf(pluginId, actor, 'upgrade')
      await begin({ ...request, pipUrl: withVersion(request.pipUrl, request.plugin.name, version) })
    },
    async rollBack(pluginId, actor) {
      const request = await requestOf(pluginId, actor, 'roll-back')
      const before = await context.plugins.previousInstallation(pluginId)
      if (before === undefined) {
        throw conflict(`Cannot roll back plugin "${request.plugin.name}": no earlier installation is kept.`)
      }
      await begin({ ...request, pipUrl: before.pipUrl, locked: before.lock })
    },
    async mend(pluginId, remedy, actor) {
      await applyRemedy(context, pluginId, remedy, actor)
      await begin(await requestOf(pluginId, actor, 'install'))
    },
    async installToEnd(pluginId, actor, signal) {
      const request = await requestOf(pluginId, actor, 'install')
      const { ended } = await begin({ ...request, signal })
      const reason = await ended
      if (reason !== null) throw new AppError('invalid', reason)
    },
    async cancel(pluginId, actor) {
      const plugin = await findPlugin(context, pluginId)
      const note = aboutPlugin(actor, plugin, 'cancel-install')
      const result = await context.plugins.cancelInstall(pluginId, cancelledBy(actor.name), note)
      if (result === 'not-installing') {
        throw conflict(`Cannot cancel the installation of plugin "${plugin.name}": none is running.`)
      }
      await watches.get(pluginId)?.check()
    },
    uninstall: (pluginId, actor, options) => uninstallPlugin(context, pluginId, actor, options),
    async idle() {
      await Promise.all(running)
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The server was shut down during the installation. Install it again.'))
      await Promise.all(running)
    },
  }
}

/** A plugin to install, and its requester. */
interface InstallRequest {
  plugin: PluginRecord
  /** The URL for pip; after a successful upgrade it becomes the plugin's own. */
  pipUrl: string
  actor: Actor
  action: 'install' | 'upgrade' | 'roll-back'
  /** The packages to roll back to. */
  locked?: StoredLock
  signal: AbortSignal
}

function pipUrlOf(plugin: PluginRecord, action: InstallRequest['action']): string {
  if (plugin.pipUrl !== null) return plugin.pipUrl
  const reason =
    plugin.bundled || plugin.command !== null
      ? 'it does not need an installation'
      : plugin.inheritFrom === null
        ? 'it has no pip URL. Enter one first'
        : `it shares the environment of "${plugin.inheritFrom}". Install that plugin`
  throw conflict(`Cannot ${action.replace('-', ' ')} plugin "${plugin.name}": ${reason}.`)
}

async function install(
  context: Context,
  { plugin, pipUrl, action, locked: requestedLock }: InstallRequest,
  stop: AbortSignal,
): Promise<string | null> {
  await context.plugins.clearOutput(plugin.id)
  const output = createOutput(context, {
    pluginId: plugin.id,
    append: (lines) => context.plugins.appendOutput(plugin.id, lines),
  })
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LIMIT_MS)])
  const before = await context.plugins.lock(plugin.id)
  const source = context.hash(lockSource(pipUrl, plugin.python))
  // Reinstalling the same source gives the same packages; only an upgrade changes them.
  const locked = requestedLock ?? (action === 'install' && before?.source === source ? before : null)
  if (locked !== null) output.line(lockedSentence(locked))
  try {
    const installed = await context.installer.install({ ...plugin, pipUrl }, locked, output.line, signal)
    if (installed.about !== null || pipUrl !== plugin.pipUrl) {
      await saveAbout(context, plugin.id, { pipUrl, about: installed.about })
    }
    const changes = before === undefined ? null : packageChanges(before.packages, installed.contents.packages)
    if (changes !== null) output.line(changesSentence(changes))
    output.line(`Installed ${plugin.name}${installed.version === '' ? '' : ` ${installed.version}`}.`)
    await output.end()
    const at = context.clock.now().toISOString()
    await context.plugins.setInstall(plugin.id, {
      ...writeGuard(context),
      status: 'installed',
      error: null,
      installedAt: at,
      ...(installed.version === '' ? {} : { version: installed.version }),
      lock: { source, ...installed.contents, origin: installed.origin, changes, lockedAt: at },
      // Identical packages are not worth a rollback.
      ...(before !== undefined &&
        plugin.pipUrl !== null &&
        changes !== null &&
        changes.length > 0 && {
          replaced: { version: plugin.version, pipUrl: plugin.pipUrl, lock: before },
        }),
    })
    context.log.info({ plugin: plugin.name, version: installed.version }, 'A plugin was installed')
    return null
  } catch (error) {
    const isCancelled = stop.aborted && stop.reason instanceof InstallCancelled
    const keepsPrevious = plugin.installedAt !== null
    const message = [
      failureText(stop, error),
      ...(locked === null || isCancelled
        ? []
        : ['These are the versions of the last installation; Upgrade picks new ones.']),
      ...(keepsPrevious ? [stillInUse(plugin)] : []),
    ].join(' ')
    output.line(message)
    await output.end()
    // The previous environment, if any, stays in use.
    await context.plugins.setInstall(plugin.id, {
      ...writeGuard(context),
      status: isCancelled ? 'cancelled' : 'failed',
      error: message,
      installedAt: plugin.installedAt,
      remedy: error instanceof InstallProblem && !isCancelled ? error.remedy : null,
    })
    context.log.warn({ plugin: plugin.name, error: message }, 'A plugin was not installed')
    return message
  }
}

/**
 * Guards the writes of an installation: a node that stalled so long that others ended its installation writes
 * nothing more.
 */
const writeGuard = ({ node }: Context): { by?: string } => (node === undefined ? {} : { by: node })

const lockedSentence = ({ packages, lockedAt }: StoredLock): string =>
  `Installing the ${packages.length} packages installed on ${lockedAt.slice(0, 10)}. Upgrade picks new versions.`

const stillInUse = ({ version }: PluginRecord): string =>
  `${version === '' ? 'What was installed before' : `Version ${version}`} stays in use.`

function failureText(stop: AbortSignal, error: unknown): string {
  if (stop.aborted) return messageOf(stop.reason)
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `The installation was stopped after ${LIMIT_MS / 60_000} minutes.`
  }
  const text = messageOf(error)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Adds the connector's description of itself; values from the hub or a user are kept. */
async function saveAbout(
  context: Context,
  pluginId: string,
  { pipUrl, about }: { pipUrl: string; about: ConnectorAbout | null },
): Promise<void> {
  // Installing blocks edits of the plugin, so the revision just read is the one replaced.
  const stored = await findPlugin(context, pluginId)
  await rememberBeforeChange(context, stored)
  await context.plugins.update(
    {
      ...stored,
      pipUrl,
      ...(about === null ? {} : mergeAbout(stored, about)),
      secretSettings: secretsOfPlugin(stored, await parentOf(context, stored)),
      revision: stored.revision + 1,
      updatedAt: context.clock.now().toISOString(),
    },
    stored.revision,
  )
}
