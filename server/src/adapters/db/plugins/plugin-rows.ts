import { installRemedySchema, type InstallRemedy } from '@flx/shared/plugins/environment'
import type { InstallStatus, PluginType, TransformerMode } from '@flx/shared/plugins/plugin'

import type { SecretBox } from '../../../domain/core/ports.ts'
import type { PluginRecord } from '../../../domain/core/records.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { fold, searchText, storable } from '../core/rows/folded-text.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { secretPathsOf } from '../settings/secret-settings-column.ts'
import type { PluginRow } from '../core/schema.ts'

/** Converts a record to a row. */
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
    secret_settings: toJson(plugin.secretSettings),
    env: secretBox.seal(toJson(plugin.env)),
    python: plugin.python,
    inherit_from: plugin.inheritFrom,
    max_concurrent: plugin.maxConcurrent,
    bundled: plugin.bundled ? 1 : 0,
    installed_at: plugin.installedAt,
    install_status: plugin.installStatus,
    install_error: plugin.installError,
    install_remedy: plugin.installRemedy === null ? null : toJson(plugin.installRemedy),
    newest_version: plugin.newestVersion,
    revision: plugin.revision,
    created_at: plugin.createdAt,
    updated_at: plugin.updatedAt,
    name_key: fold(plugin.name),
    search_text: searchText(plugin.name, plugin.description, plugin.variant),
  })
}

/** Converts a row to a record. */
export function pluginRecord(row: PluginRow, secretBox: SecretBox): PluginRecord {
  const read = rowReader('plugin', row.id)
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
    command: row.command === null ? null : read.array('command', row.command, 'text'),
    executable: row.executable,
    mode: row.mode as TransformerMode | null,
    capabilities: read.array('capabilities', row.capabilities, 'text'),
    settingDefinitions: read.array('setting_definitions', row.setting_definitions, 'object'),
    settingGroups: read.array('setting_groups', row.setting_groups),
    settings: read.sealedObject('settings', row.settings, secretBox),
    secretSettings: secretPathsOf(read, row.secret_settings),
    env: read.sealedObject('env', row.env, secretBox),
    python: row.python,
    inheritFrom: row.inherit_from,
    maxConcurrent: row.max_concurrent,
    bundled: row.bundled === 1,
    installedAt: row.installed_at,
    installStatus: row.install_status as InstallStatus,
    installError: row.install_error,
    installRemedy: remedyOf(row),
    newestVersion: row.newest_version,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...damagedFields(read),
  }
}

/**
 * Returns the stored remedy. An unreadable one counts as none: the error remains, and the next installation writes a
 * new remedy.
 */
function remedyOf({ id, install_remedy: stored }: PluginRow): InstallRemedy | null {
  if (stored === null) return null
  const read = rowReader('plugin', id)
  const remedy = installRemedySchema.safeParse(read.json('install_remedy', stored))
  if (!remedy.success) read.report('install_remedy', 'It is not a remedy.')
  return remedy.data ?? null
}
