import { hasUrlCredentials } from '@flx/shared/secret'

import { installEnvironment } from '../../domain/child-environment.ts'
import { AppError } from '../../domain/errors.ts'
import { createMasker } from '../../domain/masker.ts'
import { pipArguments } from '../../domain/pip-arguments.ts'
import type { PluginInstaller, PluginStart } from '../../domain/plugin-store.ts'
import type { ProcessStarter } from '../../domain/processes.ts'
import type { PluginRecord } from '../../domain/records.ts'
import { askConnector, executableIn, versionOf } from './installed-program.ts'
import { pluginFolder } from './plugin-folder.ts'
import { createVirtualEnvironment, outputOf, type InstallSession } from './virtual-environment.ts'

interface InstallerOptions {
  /** Folder of all environments: `<root>/<type>/<name>/…`. */
  root: string
  /** Working folder of the installers. */
  filesFolder: string
  starter: ProcessStarter
  /** The server's environment, without our own and npm's variables. */
  environment: Readonly<Record<string, string>>
  /** Path of the program of a bundled connector; undefined for a name that this version does not bring. */
  bundledProgram: (plugin: PluginRecord) => string | undefined
}

/** Plugins as programs: bundled ones, registered commands, and virtual environments made from a pip URL. */
export function createPluginInstaller(options: InstallerOptions): PluginInstaller {
  const folderOf = (plugin: PluginRecord) => pluginFolder(options.root, plugin)
  return {
    async install(plugin, onLine, signal) {
      const { words, secrets } = readPipUrl(plugin, options.environment)
      const masker = createMasker(secrets)
      const session: InstallSession = {
        starter: options.starter,
        env: installEnvironment(options.environment),
        cwd: options.filesFolder,
        signal,
        onLine: (text) => onLine(masker.line(text)),
      }
      const packages = await withPythonVersion(session, plugin.python, words)
      const folder = folderOf(plugin)
      const environment = await folder.prepare()
      try {
        await createVirtualEnvironment(session, { folder: environment, python: plugin.python, packages })
        const name = plugin.executable ?? plugin.name
        const executable = await executableIn(environment, name)
        const version = await versionOf(session, environment, name)
        const undescribed = plugin.capabilities.length === 0 || plugin.settingDefinitions.length === 0
        const about = undescribed ? await askConnector(session, executable) : null
        signal.throwIfAborted()
        await folder.use(environment)
        return { command: [executable], version, about }
      } catch (error) {
        await folder.discard(environment)
        if (error instanceof AppError) throw new AppError(error.code, masker.line(error.message))
        throw error
      }
    },

    uninstall: (plugin) => folderOf(plugin).remove(),
    tidy: (plugin) => folderOf(plugin).tidy(),

    async start(plugin, parent): Promise<PluginStart> {
      if (plugin.bundled) {
        const program = options.bundledProgram(plugin)
        if (program === undefined) throw cannotStart(plugin, 'this version does not bring it any more')
        return { command: [process.execPath, program], virtualEnvironment: null }
      }
      if (plugin.command !== null) return { command: [...plugin.command], virtualEnvironment: null }
      const owner = environmentOwner(plugin, parent)
      if (owner === undefined) {
        throw cannotStart(plugin, 'it has neither a command nor a pip URL. Give one on its page')
      }
      if (owner.bundled || owner.command !== null) return await this.start(owner, undefined)
      const environment = await folderOf(owner).current()
      if (environment === undefined) {
        const which = owner === plugin ? 'it' : `"${owner.name}"`
        throw cannotStart(plugin, `${which} is not installed. Install it on the Plugins page`)
      }
      const name = plugin.executable ?? owner.executable ?? owner.name
      return { command: [await executableIn(environment, name)], virtualEnvironment: environment }
    },
  }
}

const cannotStart = (plugin: PluginRecord, why: string): AppError =>
  new AppError('invalid', `${plugin.name} cannot be started: ${why}.`)

/** An heir shares the environment of the plugin it inherits from unless its own pip URL differs (decision 13). */
function environmentOwner(plugin: PluginRecord, parent: PluginRecord | undefined): PluginRecord | undefined {
  if (parent === undefined) return plugin.pipUrl === null ? undefined : plugin
  return plugin.pipUrl === null || plugin.pipUrl === parent.pipUrl ? parent : plugin
}

const PYTHON_VERSION = 'MELTANO__PYTHON_VERSION'
const PYTHON_VERSION_PLACE = '\u0001python-version\u0001'

/** The arguments for pip, and what in them must not be shown. */
function readPipUrl(
  plugin: PluginRecord,
  environment: Readonly<Record<string, string>>,
): { words: string[]; secrets: string[] } {
  const secrets: string[] = []
  const words = pipArguments(plugin.pipUrl ?? '', (name) => {
    if (name === PYTHON_VERSION) return PYTHON_VERSION_PLACE
    const value = environment[name]
    if (value !== undefined) secrets.push(value)
    return value
  })
  for (const word of words) {
    const credentials = /:\/\/([^/\s@]+)@/.exec(word)?.[1]
    if (credentials !== undefined && (hasUrlCredentials(word) || !/^git$/i.test(credentials))) {
      secrets.push(credentials, ...credentials.split(':'))
    }
  }
  return { words, secrets }
}

/** Some pip URLs name constraints by the version of Python (`3.12`). */
async function withPythonVersion(
  session: InstallSession,
  python: string | null,
  words: readonly string[],
): Promise<string[]> {
  if (!words.some((word) => word.includes(PYTHON_VERSION_PLACE))) return [...words]
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])'
  const version = (await outputOf(session, [python ?? 'python3', '-c', script]))?.trim() ?? ''
  return words.map((word) => word.replaceAll(PYTHON_VERSION_PLACE, version))
}
