import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

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
import { environmentOwner } from '../../domain/plugins/environments.ts'
import { environmentText, lockDifferences } from '../../domain/plugins/installing/environment-lock.ts'
import { lockedInstallation, type StoredLock } from '../../domain/plugins/installing/plugin-lock.ts'
import { canInstall, findPythons } from './host-pythons.ts'
import { contentsOf, executableIn } from './installed-program.ts'
import { newestOnIndex } from './newest-version.ts'
import { tryStart } from './start-check.ts'
import { interpreterFor, machineOf } from './fitting-python.ts'
import { keepOnlyFolders, pluginFolder } from './plugin-folder.ts'
import { outputOf, type InstallSession } from './install-session.ts'
import { createVirtualEnvironment } from './virtual-environment.ts'

interface InstallerOptions {
  /** Folder of all environments: `<root>/<type>/<name>/…`. */
  root: string
  /** Working folder of the installers. */
  filesFolder: string
  starter: ProcessStarter
  /** The server's environment, without its own variables and npm's. */
  environment: Readonly<Record<string, string>>
  /** Returns the path of a bundled connector's program; undefined for a name that this version does not include. */
  bundledProgram: (plugin: PluginRecord) => string | undefined
  /** Environments are on the workers, and nothing is started here: a plan only names the program. */
  elsewhere?: boolean
  /** Paths that bundled connectors must not touch: data folders, and files that are stored elsewhere. */
  protectedPaths: { folders: readonly string[]; files: readonly string[] }
}

/** An environment to make. */
interface WantedEnvironment {
  /** A pip URL, which can hold several arguments. */
  pipUrl: string
  /** Versions that packages must have. */
  constraints: readonly string[]
  /** Returns the interpreter to make it with. */
  pythonFor: (session: InstallSession) => Promise<string | null>
  /** Returns why the result is refused, null if it is accepted. */
  refuse: (contents: Pick<StoredLock, 'python' | 'packages'>, platform: string) => string | null
  /** The fingerprint of the environment that this one copies. */
  fingerprint?: string
  onLine: (text: string) => void
  signal: AbortSignal
}

/** Installs and starts plugins as programs: bundled ones, commands, and virtual environments made from a pip URL. */
export function createPluginInstaller(options: InstallerOptions): PluginInstaller {
  const folderOf = (plugin: PluginRecord) => pluginFolder(options.root, plugin)
  const sessionOf = (signal: AbortSignal, onLine: (text: string) => void): InstallSession => ({
    starter: options.starter,
    env: installEnvironment(options.environment),
    cwd: options.filesFolder,
    signal,
    onLine,
  })
  /** Makes an environment, tries it, and puts it to use. Throws what was refused or failed, with secrets masked. */
  async function makeEnvironment(plugin: PluginRecord, request: WantedEnvironment) {
    const { onLine, signal } = request
    const { words, secrets } = readPipUrl(request.pipUrl, options.environment)
    const masker = createMasker([...secrets, ...envSecrets(plugin, undefined)])
    const session = sessionOf(signal, (text) => onLine(masker.line(text)))
    const folder = folderOf(plugin)
    const environment = await folder.prepare()
    const constraints = `${environment}.constraints.txt`
    try {
      const python = await request.pythonFor(session)
      const packages = await withPythonVersion(session, python, words)
      if (request.constraints.length > 0) {
        await writeFile(constraints, `${request.constraints.join('\n')}\n`)
        packages.push('--constraint', constraints)
      }
      const files = await createVirtualEnvironment(session, { folder: environment, python, packages })
      const name = plugin.executable ?? plugin.name
      const executable = await executableIn(environment, name)
      const { version, platform, contents } = await contentsOf(session, environment, { name, files })
      const refusal = request.refuse(contents, platform)
      if (refusal !== null) throw new InstallProblem(refusal, null)
      const about = await tryStart(session, {
        ...{ name, path: executable, words },
        env: {
          ...inVirtualEnvironment(baseEnvironment(options.environment), environment),
          ...plugin.env,
        },
      })
      signal.throwIfAborted()
      const source = { pipUrl: plugin.pipUrl ?? '', python: plugin.python }
      const fingerprint = request.fingerprint ?? hashed(environmentText(source, contents.packages))
      await folder.use(environment, fingerprint)
      const origin = { ...source, executable: name, platform, fingerprint }
      return { command: [executable], version, about, contents, origin, environment, session }
    } catch (error) {
      await folder.discard(environment)
      if (error instanceof InstallProblem) throw new InstallProblem(masker.line(error.message), error.remedy)
      if (error instanceof AppError) throw new AppError(error.code, masker.line(error.message))
      throw error
    } finally {
      await rm(constraints, { force: true })
    }
  }

  return {
    install: (plugin, locked, onLine, signal) =>
      makeEnvironment(plugin, {
        ...(locked === null
          ? { pipUrl: plugin.pipUrl ?? '', constraints: [] }
          : lockedInstallation(plugin.pipUrl ?? '', plugin.name, locked)),
        pythonFor: () => Promise.resolve(plugin.python),
        refuse: () => null,
        ...{ onLine, signal },
      }),

    async build(plugin, lock, { onNote, onLine }, signal) {
      const { origin } = lock
      const source = { ...plugin, pipUrl: origin.pipUrl, python: origin.python }
      const { environment, session } = await makeEnvironment(source, {
        ...lockedInstallation(origin.pipUrl, plugin.name, lock),
        pythonFor: (session) => interpreterFor({ ...session, onLine: onNote }, lock, options.environment),
        refuse(contents, platform) {
          const differences = lockDifferences(lock, { ...contents, platform })
          return differences.length === 0
            ? null
            : `It differs from what was installed: ${differences.slice(0, 5).join(', ')}.`
        },
        fingerprint: origin.fingerprint,
        onLine,
        signal,
      })
      const output = await outputOf(session, ['du', '-sk', environment])
      const kilobytes = Number(/^\d+/.exec(output ?? '')?.[0] ?? Number.NaN)
      return { sizeBytes: Number.isNaN(kilobytes) ? null : kilobytes * 1024 }
    },

    fingerprint: (plugin) => pluginFolder(options.root, plugin).fingerprint(),
    keepOnly: (plugins) => keepOnlyFolders(options.root, plugins),
    machine: (signal) =>
      machineOf(
        sessionOf(signal, () => undefined),
        options.environment,
      ),

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

    canInstall: () => canInstall(options.environment),
    pythons: (signal) =>
      findPythons(
        sessionOf(signal, () => undefined),
        options.environment,
      ),

    uninstall: (plugin) => folderOf(plugin).remove(),
    tidy: (plugin) => folderOf(plugin).removeUnused(),

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
      if (environment === undefined && options.elsewhere === true && owner.installedAt !== null) {
        const name = plugin.executable ?? owner.executable ?? owner.name
        return { command: [join(ELSEWHERE, 'bin', name)], virtualEnvironment: ELSEWHERE }
      }
      if (environment === undefined) {
        const subject = owner === plugin ? 'it' : `"${owner.name}"`
        throw cannotStart(plugin, `${subject} is not installed. Install it on the Plugins page`)
      }
      const name = plugin.executable ?? owner.executable ?? owner.name
      return { command: [await executableIn(environment, name)], virtualEnvironment: environment }
    },
  }
}

/** Represents the environment on a worker. */
const ELSEWHERE = '/environment-of-a-worker'

const cannotStart = (plugin: PluginRecord, reason: string): AppError =>
  new AppError('invalid', `${plugin.name} cannot be started: ${reason}.`)

const hashed = (text: string): string => createHash('sha256').update(text).digest('hex')

const PYTHON_VERSION = 'MELTANO__PYTHON_VERSION'
const PYTHON_VERSION_PLACE = '\u0001python-version\u0001'

/** Returns the arguments for pip, and the secrets in them. */
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

/** Fills in the version of Python (`3.12`), with which some pip URLs name constraints. */
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
