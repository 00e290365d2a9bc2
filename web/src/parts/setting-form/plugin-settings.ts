import type { JsonObject } from '@flx/shared/json/json'
import type { Plugin, SettingDefinition } from '@flx/shared/plugins/plugin'
import { nestSettings, overlaySettings } from '@flx/shared/settings/setting-layers'

/** The plugin that another one inherits from. */
export function parentOf(plugin: Plugin, plugins: readonly Plugin[]): Plugin | undefined {
  return plugins.find((other) => other.type === plugin.type && other.name === plugin.inheritFrom)
}

/** The definitions that hold for a plugin: its own, and those of the plugin it inherits from that it does not redefine. */
export function definitionsOf(plugin: Plugin, plugins: readonly Plugin[]): SettingDefinition[] {
  const own = plugin.settingDefinitions
  const names = new Set(own.map((definition) => definition.name))
  const parent = parentOf(plugin, plugins)
  return [...(parent?.settingDefinitions ?? []).filter(({ name }) => !names.has(name)), ...own]
}

/** Its groups of needed settings, else those of the plugin that it inherits from. */
export const groupsOf = (plugin: Plugin, plugins: readonly Plugin[]): string[][] =>
  plugin.settingGroups.length > 0 ? plugin.settingGroups : (parentOf(plugin, plugins)?.settingGroups ?? [])

/** The settings that a pipeline of this plugin starts from: the plugin's own over those of its parent. */
export function settingsOf(plugin: Plugin, plugins: readonly Plugin[]): JsonObject {
  const definitions = definitionsOf(plugin, plugins)
  const parent = nestSettings(parentOf(plugin, plugins)?.settings ?? {}, definitions)
  return overlaySettings(parent, plugin.settings, definitions)
}
