import type { JsonObject } from '@flx/shared/json'
import type { List } from '@flx/shared/list'
import type {
  InstallLine,
  InstallStatus,
  PluginFilter,
  PluginListQuery,
  PluginType,
} from '@flx/shared/plugin'

import type { AuditNote } from './audit-log.ts'
import type { ConnectorAbout } from './connector-about.ts'
import type { PluginRecord } from './records.ts'

export interface PluginStore {
  create(record: PluginRecord, audit?: AuditNote): Promise<'created' | 'name-taken'>
  find(id: string): Promise<PluginRecord | undefined>
  findByName(name: string, type?: PluginType): Promise<PluginRecord[]>
  /** Those of some names, without what they hold. */
  registered(names: readonly string[]): Promise<Pick<PluginRecord, 'id' | 'name' | 'type' | 'variant'>[]>
  list(query: PluginListQuery): Promise<List<PluginRecord>>
  /** Names by id, of those that are there. */
  names(ids: readonly string[]): Promise<Map<string, string>>
  /** What the filter of the list lets through, by type and name. */
  matching(filter: PluginFilter, limit: number): Promise<{ id: string; name: string }[]>
  all(): Promise<PluginRecord[]>
  /** Guarded by revision; the record's own revision must be `expectedRevision + 1`. */
  update(record: PluginRecord, expectedRevision: number, audit?: AuditNote): Promise<boolean>
  remove(id: string, audit?: AuditNote): Promise<boolean>
  setInstall(
    id: string,
    install: { status: InstallStatus; error: string | null; installedAt: string | null; version?: string },
  ): Promise<void>
  /** Guard against two installers at once: sets `installing` or `uninstalling` unless one of them is set. */
  beginInstall(id: string, status: 'installing' | 'uninstalling', audit?: AuditNote): Promise<boolean>
  appendOutput(id: string, lines: InstallLine[]): Promise<void>
  clearOutput(id: string): Promise<void>
  output(id: string, after: number, limit: number): Promise<InstallLine[]>
}

export interface CatalogCache {
  get(key: string): Promise<JsonObject | undefined>
  put(key: string, pluginName: string, catalog: JsonObject, at: string): Promise<void>
}

export interface InstalledPlugin {
  /** What is started: program and leading arguments. */
  command: string[]
  version: string
  /** What the connector says about itself, when the registry lacks it and it answers `--about`. */
  about: ConnectorAbout | null
}

/** How a plugin is started. */
export interface PluginStart {
  /** Program and leading arguments. */
  command: string[]
  /** Its `bin` goes first on the PATH. */
  virtualEnvironment: string | null
}

export interface PluginInstaller {
  /** Creates the environment beside the old one and swaps on success; each output line goes to `onLine`. */
  install(plugin: PluginRecord, onLine: (text: string) => void, signal: AbortSignal): Promise<InstalledPlugin>
  uninstall(plugin: PluginRecord): Promise<void>
  /** Removes what an installation that was cut off has left; the environment in use stays. */
  tidy(plugin: PluginRecord): Promise<void>
  /** How an installed, registered or bundled plugin is started; throws AppError `invalid` with what to do when it cannot. */
  start(plugin: PluginRecord, parent: PluginRecord | undefined): Promise<PluginStart>
}
