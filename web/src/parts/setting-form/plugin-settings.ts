import type { JsonObject } from '@flx/shared/json/json'
import type { Plugin, SettingDefinition } from '@flx/shared/plugins/plugin'
import { nestSettings, overlaySettings } from '@flx/shared/settings/setting-layers'

/** Returns the plugin that another one inherits from. */
export function parentOf(plugin: Plugin, plugins: readonly Plugin[]): Plugin | undefined {
  return plugins.find((candidate) => candidate.type === plugin.type && candidate.name === plugin.inheritFrom)
}

/** Returns a plugin's effective definitions: its own, and those inherited that it does not redefine. */
export function definitionsOf(plugin: Plugin, plugins: readonly Plugin[]): SettingDefinition[] {
  const own = plugin.settingDefinitions
  const names = new Set(own.map((definition) => definition.name))
  const parent = parentOf(plugin, plugins)
  return [...(parent?.settingDefinitions ?? []).filter(({ name }) => !names.has(name)), ...own]
}

/** Returns a plugin's groups of required settings, or else those of the plugin it inherits from. */
export const groupsOf = (plugin: Plugin, plugins: readonly Plugin[]): string[][] =>
  plugin.settingGroups.length > 0 ? plugin.settingGroups : (parentOf(plugin, plugins)?.settingGroups ?? [])

/** Returns the initial settings of a pipeline with this plugin: the plugin's own over those of its parent. */
export function settingsOf(plugin: Plugin, plugins: readonly Plugin[]): JsonObject {
  const definitions = definitionsOf(plugin, plugins)
  const parent = nestSettings(parentOf(plugin, plugins)?.settings ?? {}, definitions)
  return overlaySettings(parent, plugin.settings, definitions)
}
