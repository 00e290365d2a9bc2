import type { InstallStatus, PluginType, TransformerMode } from '@flx/shared/plugin'

import type { SecretBox } from '../../domain/ports.ts'
import type { PluginRecord } from '../../domain/records.ts'
import { fold, searchText, storable } from './folded-text.ts'
import { arrayFrom, objectFrom, toJson } from './json.ts'
import type { PluginRow } from './schema.ts'

/** The row of a record. */
export function pluginRow(plugin: PluginRecord, secretBox: SecretBox): PluginRow {
  return storable({
    id: plugin.id,
    name: plugin.name,
    type: plugin.type,
    variant: plugin.variant,
    version: plugin.version,
    label: plugin.label,
    description: plugin.description,
    docs: plugin.docs,
    pip_url: plugin.pipUrl,
    command: plugin.command === null ? null : toJson(plugin.command),
    executable: plugin.executable,
    mode: plugin.mode,
    capabilities: toJson(plugin.capabilities),
    setting_definitions: toJson(plugin.settingDefinitions),
    setting_groups: toJson(plugin.settingGroups),
    settings: secretBox.seal(toJson(plugin.settings)),
    env: secretBox.seal(toJson(plugin.env)),
    python: plugin.python,
    inherit_from: plugin.inheritFrom,
    max_concurrent: plugin.maxConcurrent,
    bundled: plugin.bundled ? 1 : 0,
    installed_at: plugin.installedAt,
    install_status: plugin.installStatus,
    install_error: plugin.installError,
    revision: plugin.revision,
    created_at: plugin.createdAt,
    updated_at: plugin.updatedAt,
    name_key: fold(plugin.name),
    search_text: searchText(plugin.name, plugin.description, plugin.variant),
  })
}

/** The record of a row. */
export function pluginRecord(row: PluginRow, secretBox: SecretBox): PluginRecord {
  return {
    id: row.id,
    name: row.name,
    // Only this adapter writes these columns, from the same unions.
    type: row.type as PluginType,
    variant: row.variant,
    version: row.version,
    label: row.label,
    description: row.description,
    docs: row.docs,
    pipUrl: row.pip_url,
    command: row.command === null ? null : arrayFrom(row.command),
    executable: row.executable,
    mode: row.mode as TransformerMode | null,
    capabilities: arrayFrom(row.capabilities),
    settingDefinitions: arrayFrom(row.setting_definitions),
    settingGroups: arrayFrom(row.setting_groups),
    settings: objectFrom(secretBox.open(row.settings)),
    env: objectFrom(secretBox.open(row.env)),
    python: row.python,
    inheritFrom: row.inherit_from,
    maxConcurrent: row.max_concurrent,
    bundled: row.bundled === 1,
    installedAt: row.installed_at,
    installStatus: row.install_status as InstallStatus,
    installError: row.install_error,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
