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
  /** Returns the plugins with these names, of all types, by type. */
  findByNames(names: readonly string[]): Promise<PluginRecord[]>
  /** Returns the identities of the plugins with these names, of all types. */
  registered(names: readonly string[]): Promise<Pick<PluginRecord, 'id' | 'name' | 'type' | 'variant'>[]>
  list(query: PluginListQuery): Promise<List<PluginRecord>>
  /** Returns the names by id, of the plugins that exist. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** Lists the plugins that match the filter, sorted by type and name. */
  matching(filter: PluginFilter, limit: number): Promise<{ id: string; name: string }[]>
  all(): Promise<PluginRecord[]>
  /** Updates a plugin, guarded by its revision; the record's own revision must be `expectedRevision + 1`. */
  update(record: PluginRecord, expectedRevision: number, audit?: AuditNote): Promise<boolean>
  /** Lists the plugins whose secret settings have not been located yet. */
  withoutSecretSettings(): Promise<PluginRecord[]>
  /** Stores the paths of secrets with the settings, unless the settings changed meanwhile. */
  rememberSecrets(record: PluginRecord, paths: readonly SecretPath[]): Promise<void>
  remove(id: string, audit?: AuditNote): Promise<boolean>
  setInstall(
    id: string,
    install: {
      status: InstallStatus
      error: string | null
      installedAt: string | null
      /** Applies only while this node installs the plugin; another node may have settled it meanwhile. */
      by?: string
      /** The remedy for a failure, if any. */
      remedy?: InstallRemedy | null
      version?: string
      /** Replaces the lock; the previous one is kept for a roll-back, with its source. */
      lock?: StoredLock
      replaced?: PreviousInstallation
    },
  ): Promise<void>
  /** Returns true for one caller, if the newest version was not checked since `before`. */
  claimNewest(id: string, times: { before: string; at: string }): Promise<boolean>
  setNewest(id: string, version: string): Promise<void>
  /** Returns the exact packages; undefined if it was never installed. */
  lock(id: string): Promise<StoredLock | undefined>
  /** Returns the installation before the last one; undefined if there was none. */
  previousInstallation(id: string): Promise<PreviousInstallation | undefined>
  /** Guards against two installers: sets `installing` or `uninstalling` unless one of them is set. */
  beginInstall(id: string, status: 'installing' | 'uninstalling', audit?: AuditNote): Promise<boolean>
  /**
   * Lists the plugins being installed or removed, with the node that does it (null on a single server); limited to `node` if
   * given.
   */
  unsettled(node?: string): Promise<{ id: string; node: string | null }[]>
  /** Asks the installing node to stop. `reason` says who asked; the first reason stays. */
  cancelInstall(
    id: string,
    reason: string,
    audit: AuditNote,
  ): Promise<'requested' | 'already-requested' | 'not-installing'>
  /** Returns the reason of a cancel that was requested and has not completed; null otherwise. */
  cancelledInstall(id: string): Promise<string | null>
  appendOutput(id: string, lines: InstallLine[]): Promise<void>
  clearOutput(id: string): Promise<void>
  output(id: string, after: number, limit: number): Promise<InstallLine[]>
}

/** An installation that was replaced. */
export interface PreviousInstallation {
  version: string
  pipUrl: string
  lock: StoredLock
}

interface InstalledPlugin {
  /** The command to start: program and leading arguments. */
  command: string[]
  version: string
  /** The connector's own description; null if it does not know `--about`. */
  about: ConnectorAbout | null
  /** The interpreter and the packages of the environment. */
  contents: Pick<StoredLock, 'python' | 'packages'>
  /** Enough to make the same environment elsewhere. */
  origin: LockOrigin
}

/** The command and environment that start a plugin. */
export interface PluginStart {
  /** Program and leading arguments. */
  command: string[]
  /** Its `bin` goes first in the PATH. */
  virtualEnvironment: string | null
  /** Variables that no setting may override. */
  env?: Readonly<Record<string, string>>
}

export interface PluginInstaller {
  /**
   * Creates the environment beside the old one, starts its program once, and swaps the two on success; passes each output line
   * to `onLine`. `locked` are the packages to install. Throws InstallProblem with the cause.
   */
  install(
    plugin: PluginRecord,
    locked: Pick<StoredLock, 'packages'> | null,
    onLine: (text: string) => void,
    signal: AbortSignal,
  ): Promise<InstalledPlugin>
  /**
   * Builds the same environment as an installation elsewhere, with exactly the same versions, and swaps it in on success.
   * `onNote` gets the differences on this machine, `onLine` the programs' output, secrets masked. Throws InstallProblem with
   * the cause if it cannot be built here.
   */
  build(
    plugin: PluginRecord,
    lock: BuildableLock,
    listeners: { onNote: (sentence: string) => void; onLine: (text: string) => void },
    signal: AbortSignal,
  ): Promise<{ sizeBytes: number | null }>
  /** Returns the fingerprint of the environment in use; null if unknown, undefined if there is no environment. */
  fingerprint(plugin: Pick<PluginRecord, 'type' | 'name'>): Promise<string | null | undefined>
  /** Removes the environments of all other plugins; returns the names of those removed. */
  keepOnly(plugins: readonly Pick<PluginRecord, 'type' | 'name'>[]): Promise<string[]>
  /** Returns the operating system, processor and default Python of this machine. */
  machine(signal: AbortSignal): Promise<{ platform: string; python: string }>
  /** Returns the newest version of a plugin on its package index; null if unknown. Never throws. */
  newestVersion(plugin: PluginRecord, signal: AbortSignal): Promise<string | null>
  /** Whether python3 or uv is on the PATH. */
  canInstall(): Promise<boolean>
  /** Lists the Pythons on this machine, newest first. */
  pythons(signal: AbortSignal): Promise<HostPython[]>
  uninstall(plugin: PluginRecord): Promise<void>
  /** Removes the remains of an interrupted installation; the environment in use stays. */
  tidy(plugin: PluginRecord): Promise<void>
  /**
   * Returns how to start an installed, custom-command or bundled plugin. Throws AppError `invalid` that says what to do if it
   * cannot be started.
   */
  start(plugin: PluginRecord, parent: PluginRecord | undefined): Promise<PluginStart>
}
