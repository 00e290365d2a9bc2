import { rm, writeFile } from 'node:fs/promises'

import { isSecretText } from '@flx/shared/settings/secret-values'

import {
  baseEnvironment,
  installEnvironment,
  inVirtualEnvironment,
} from '../../domain/settings/child-environment.ts'
import { AppError } from '../../domain/core/errors.ts'
import { envSecrets } from '../../domain/settings/secrets/env-secrets.ts'
import { createMasker } from '../../domain/settings/secrets/masker.ts'
import { pipArguments } from '../../domain/plugins/installing/pip-arguments.ts'
import type { PluginInstaller, PluginStart } from '../../domain/plugins/plugin-store.ts'
import type { ProcessStarter } from '../../domain/executions/processes.ts'
import type { PluginRecord } from '../../domain/core/records.ts'
import { InstallProblem } from '../../domain/plugins/installing/install-problem.ts'
import { indexPackage } from '../../domain/plugins/installing/pip-version.ts'
import { lockedInstallation } from '../../domain/plugins/installing/plugin-lock.ts'
import { findPythons } from './host-pythons.ts'
import { contentsOf, executableIn } from './installed-program.ts'
import { newestOnIndex } from './newest-version.ts'
import { tryStart } from './start-check.ts'
import { pluginFolder } from './plugin-folder.ts'
import { outputOf, type InstallSession } from './install-session.ts'
import { createVirtualEnvironment } from './virtual-environment.ts'

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
  /** Paths that bundled connectors keep out of: data folders, and files that lie elsewhere. */
  protectedPaths: { folders: readonly string[]; files: readonly string[] }
}

/** Plugins as programs: bundled ones, commands, and virtual environments made from a pip URL. */
export function createPluginInstaller(options: InstallerOptions): PluginInstaller {
  const folderOf = (plugin: PluginRecord) => pluginFolder(options.root, plugin)
  const sessionOf = (signal: AbortSignal, onLine: (text: string) => void): InstallSession => ({
    starter: options.starter,
    env: installEnvironment(options.environment),
    cwd: options.filesFolder,
    signal,
    onLine,
  })
  return {
    async install(plugin, locked, onLine, signal) {
      const wanted =
        locked === null
          ? { pipUrl: plugin.pipUrl ?? '', constraints: [] }
          : lockedInstallation(plugin.pipUrl ?? '', plugin.name, locked)
      const { words, secrets } = readPipUrl(wanted.pipUrl, options.environment)
      const masker = createMasker([...secrets, ...envSecrets(plugin, undefined)])
      const session = sessionOf(signal, (text) => onLine(masker.line(text)))
      const folder = folderOf(plugin)
      const environment = await folder.prepare()
      const constraints = `${environment}.constraints.txt`
      try {
        const packages = await withPythonVersion(session, plugin.python, words)
        if (wanted.constraints.length > 0) {
          await writeFile(constraints, `${wanted.constraints.join('\n')}\n`)
          packages.push('--constraint', constraints)
        }
        await createVirtualEnvironment(session, { folder: environment, python: plugin.python, packages })
        const name = plugin.executable ?? plugin.name
        const executable = await executableIn(environment, name)
        const { version, contents } = await contentsOf(session, environment, name)
        const about = await tryStart(session, {
          ...{ name, path: executable, words },
          env: {
            ...inVirtualEnvironment(baseEnvironment(options.environment), environment),
            ...plugin.env,
          },
        })
        signal.throwIfAborted()
        await folder.use(environment)
        return { command: [executable], version, about, contents }
      } catch (error) {
        await folder.discard(environment)
        if (error instanceof InstallProblem)
          throw new InstallProblem(masker.line(error.message), error.remedy)
        if (error instanceof AppError) throw new AppError(error.code, masker.line(error.message))
        throw error
      } finally {
        await rm(constraints, { force: true })
      }
    },

    async newestVersion(plugin, signal) {
      const found = plugin.pipUrl === null ? undefined : indexPackage(plugin.pipUrl, plugin.name)
      if (found === undefined) return null
      try {
        const { words } = readPipUrl(found.options.join(' '), options.environment)
        return await newestOnIndex(
          sessionOf(signal, () => undefined),
          found.name,
          plugin.python,
          words,
        )
      } catch {
        return null
      }
    },

    pythons: (signal) =>
      findPythons(
        sessionOf(signal, () => undefined),
        options.environment,
      ),

    uninstall: (plugin) => folderOf(plugin).remove(),
    tidy: (plugin) => folderOf(plugin).tidy(),

    async start(plugin, parent): Promise<PluginStart> {
      if (plugin.bundled) {
        const program = options.bundledProgram(plugin)
        if (program === undefined) throw cannotStart(plugin, 'this version no longer includes it')
        return {
          command: [process.execPath, program],
          virtualEnvironment: null,
          env: { FLX_PROTECTED_PATHS: JSON.stringify(options.protectedPaths) },
        }
      }
      if (plugin.command !== null) return { command: [...plugin.command], virtualEnvironment: null }
      const owner = environmentOwner(plugin, parent)
      if (owner === undefined) {
        throw cannotStart(plugin, 'it has neither a command nor a pip URL. Enter one on its page')
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
  pipUrl: string,
  environment: Readonly<Record<string, string>>,
): { words: string[]; secrets: string[] } {
  const secrets: string[] = []
  const words = pipArguments(pipUrl, (name) => {
    if (name === PYTHON_VERSION) return PYTHON_VERSION_PLACE
    const value = environment[name]
    if (value !== undefined) secrets.push(value)
    return value
  })
  for (const word of words) {
    const credentials = /:\/\/([^/\s@]+)@/.exec(word)?.[1]
    if (credentials !== undefined && (isSecretText(word) || !/^git$/i.test(credentials))) {
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
