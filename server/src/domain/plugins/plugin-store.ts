import type { List } from '@flx/shared/core/list'
import type { HostPython, InstallRemedy } from '@flx/shared/plugins/environment'
import type {
  InstallLine,
  InstallStatus,
  PluginFilter,
  PluginListQuery,
  PluginType,
} from '@flx/shared/plugins/plugin'

import type { AuditNote } from '../access/audit-log.ts'
import type { ConnectorAbout } from './connector-about.ts'
import type { BuildableLock, LockOrigin } from './installing/environment-lock.ts'
import type { StoredLock } from './installing/plugin-lock.ts'
import type { PluginRecord } from '../core/records.ts'
import type { SecretPath } from '../settings/secrets/secret-paths.ts'

export interface PluginStore {
  create(record: PluginRecord, audit?: AuditNote): Promise<'created' | 'name-taken'>
  find(id: string): Promise<PluginRecord | undefined>
  findByName(name: string, type?: PluginType): Promise<PluginRecord[]>
  /** Those of some names, of all types, by type. */
  findByNames(names: readonly string[]): Promise<PluginRecord[]>
  /** Those of some names, without what they hold. */
  registered(names: readonly string[]): Promise<Pick<PluginRecord, 'id' | 'name' | 'type' | 'variant'>[]>
  list(query: PluginListQuery): Promise<List<PluginRecord>>
  /** Names by id, of those that are there. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** The plugins that match the filter of the list, by type and name. */
  matching(filter: PluginFilter, limit: number): Promise<{ id: string; name: string }[]>
  all(): Promise<PluginRecord[]>
  /** Guarded by revision; the record's own revision must be `expectedRevision + 1`. */
  update(record: PluginRecord, expectedRevision: number, audit?: AuditNote): Promise<boolean>
  /** Those of which it was not worked out yet where their settings hold secrets. */
  withoutSecretSettings(): Promise<PluginRecord[]>
  /** Stores the paths with the settings, unless these changed meanwhile. */
  rememberSecrets(record: PluginRecord, paths: readonly SecretPath[]): Promise<void>
  remove(id: string, audit?: AuditNote): Promise<boolean>
  setInstall(
    id: string,
    install: {
      status: InstallStatus
      error: string | null
      installedAt: string | null
      /** Only while this node installs it; another one may have decided meanwhile. */
      by?: string
      /** The remedy of a failure; none without. */
      remedy?: InstallRemedy | null
      version?: string
      /** Replaces the lock; the one before is kept for going back, with what it was installed from. */
      lock?: StoredLock
      replaced?: InstalledBefore
    },
  ): Promise<void>
  /** True for one caller: the newest version is due to be asked for, not having been asked for since `before`. */
  claimNewest(id: string, times: { before: string; at: string }): Promise<boolean>
  setNewest(id: string, version: string): Promise<void>
  /** The exact packages; undefined when it was never installed. */
  lock(id: string): Promise<StoredLock | undefined>
  /** What was installed before the last installation; undefined when that was the first. */
  installedBefore(id: string): Promise<InstalledBefore | undefined>
  /** Guard against two installers at once: sets `installing` or `uninstalling` unless one of them is set. */
  beginInstall(id: string, status: 'installing' | 'uninstalling', audit?: AuditNote): Promise<boolean>
  /**
   * Those that are being installed or removed, with the node that does it (null where there are no others); of one node
   * where it is given.
   */
  unsettled(node?: string): Promise<{ id: string; node: string | null }[]>
  /** Asks the node that installs it to stop. `reason` says by whom; the first one stays. */
  cancelInstall(
    id: string,
    reason: string,
    audit: AuditNote,
  ): Promise<'requested' | 'already-requested' | 'not-installing'>
  /** The reason while a cancel was asked for and has not ended; null otherwise. */
  cancelledInstall(id: string): Promise<string | null>
  appendOutput(id: string, lines: InstallLine[]): Promise<void>
  clearOutput(id: string): Promise<void>
  output(id: string, after: number, limit: number): Promise<InstallLine[]>
}

/** An installation that another one replaced. */
export interface InstalledBefore {
  version: string
  pipUrl: string
  lock: StoredLock
}

interface InstalledPlugin {
  /** The command to start: program and leading arguments. */
  command: string[]
  version: string
  /** The connector's description of itself; null when it does not know `--about`. */
  about: ConnectorAbout | null
  /** The interpreter and the packages of the environment. */
  contents: Pick<StoredLock, 'python' | 'packages'>
  /** Enough to make the same environment elsewhere. */
  origin: LockOrigin
}

/** How a plugin is started. */
export interface PluginStart {
  /** Program and leading arguments. */
  command: string[]
  /** Its `bin` goes first on the PATH. */
  virtualEnvironment: string | null
  /** Variables that nothing else may set. */
  env?: Readonly<Record<string, string>>
}

export interface PluginInstaller {
  /**
   * Creates the environment beside the old one, starts its program once and swaps when that went well; each output line
   * goes to `onLine`. `locked` are the packages that it must get. Throws InstallProblem with the cause.
   */
  install(
    plugin: PluginRecord,
    locked: Pick<StoredLock, 'packages'> | null,
    onLine: (text: string) => void,
    signal: AbortSignal,
  ): Promise<InstalledPlugin>
  /**
   * Makes the environment that an installation elsewhere made, with exactly the same versions, and swaps when that went well;
   * `onNote` hears what differs on this machine, `onLine` what the programs say, secrets masked. Throws InstallProblem with the cause where that cannot be done here.
   */
  build(
    plugin: PluginRecord,
    lock: BuildableLock,
    hears: { onNote: (sentence: string) => void; onLine: (text: string) => void },
    signal: AbortSignal,
  ): Promise<{ sizeBytes: number | null }>
  /** The fingerprint of the environment in use; null when it is not known, undefined without an environment. */
  fingerprint(plugin: Pick<PluginRecord, 'type' | 'name'>): Promise<string | null | undefined>
  /** Removes the environments of all plugins but these; gives the names of those that went. */
  keepOnly(plugins: readonly Pick<PluginRecord, 'type' | 'name'>[]): Promise<string[]>
  /** System, processor and default Python of this machine. */
  machine(signal: AbortSignal): Promise<{ platform: string; python: string }>
  /** The newest version of a plugin on the index that it is installed from; null when it is not known. Never throws. */
  newestVersion(plugin: PluginRecord, signal: AbortSignal): Promise<string | null>
  /** The Pythons of this machine, newest first. */
  pythons(signal: AbortSignal): Promise<HostPython[]>
  uninstall(plugin: PluginRecord): Promise<void>
  /** Removes what an installation that was cut off has left; the environment in use stays. */
  tidy(plugin: PluginRecord): Promise<void>
  /** The command of a plugin that is installed, a command, or bundled; throws AppError `invalid` with what to do when it cannot. */
  start(plugin: PluginRecord, parent: PluginRecord | undefined): Promise<PluginStart>
}
