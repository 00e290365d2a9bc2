import type { JsonObject } from '../json/json.ts'
import type { SettingDefinition } from '../plugins/plugin.ts'
import { valueOf } from './setting-value.ts'

/** One way to satisfy a plugin: the settings that belong together, and which of them still lack a value. */
export interface SettingAlternative {
  names: string[]
  missing: string[]
}

/**
 * Returns the alternative sets of settings that a plugin needs by its `settingGroups` (MeltanoHub:
 * `settings_group_validation`, each group one sufficient set). Empty if nothing is needed.
 */
export function settingAlternatives(
  groups: readonly (readonly string[])[],
  hasValue: (name: string) => boolean,
): SettingAlternative[] {
  if (groups.some((names) => names.length === 0)) return []
  return groups.map((names) => ({ names: [...names], missing: names.filter((name) => !hasValue(name)) }))
}

/** Returns whether a setting has a value in one of the layers or a default. */
export function hasSettingValue(
  name: string,
  definitions: readonly SettingDefinition[],
  layers: readonly JsonObject[],
): boolean {
  const definition = definitions.find((candidate) => candidate.name === name) ?? { name }
  const value = layers.map((layer) => valueOf(layer, definition)).findLast((found) => found !== undefined)
  if (value === undefined) return definition.value !== undefined && definition.value !== null
  return value !== null && value !== ''
}
