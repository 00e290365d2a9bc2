import type { Json, JsonObject } from '@flx/shared/json/json'
import type { PluginType, SettingDefinition } from '@flx/shared/plugins/plugin'

import { suggestion } from '@flx/shared/core/nearest-name'

const LOG_PARSER: SettingDefinition = { name: '_log_parser', value: 'singer-sdk' }

/** Meltano's extras with their defaults: settings that start with "_" and steer the runner (SINGER.md §2.2). */
const EXTRAS: Record<PluginType, readonly SettingDefinition[]> = {
  extractor: [
    LOG_PARSER,
    { name: '_catalog' },
    { name: '_state' },
    { name: '_load_schema', value: '$MELTANO_EXTRACTOR_NAMESPACE' },
    { name: '_select', kind: 'array', value: ['*.*'] },
    { name: '_metadata', kind: 'object', value: {} },
    { name: '_schema', kind: 'object', value: {} },
    { name: '_select_filter', kind: 'array', value: [] },
    { name: '_use_cached_catalog', value: true },
  ],
  loader: [LOG_PARSER, { name: '_dialect', value: '$MELTANO_LOADER_NAMESPACE' }, { name: '_target_schema' }],
  transformer: [
    LOG_PARSER,
    { name: '_commands', kind: 'object' },
    { name: '_mappings', kind: 'array' },
    { name: '_mapping' },
    { name: '_vars', kind: 'object' },
    { name: '_package_name' },
  ],
  orchestrator: [],
  utility: [],
}

/** Returns the extras that a plugin of this type knows. */
export const extraDefinitions = (type: PluginType): readonly SettingDefinition[] => EXTRAS[type]

/** Returns one sentence for each extra without effect. */
export function unknownExtras(plugin: string, type: PluginType, settings: JsonObject): string[] {
  const known = EXTRAS[type].map(({ name }) => name)
  return Object.keys(settings)
    .filter((name) => name.startsWith('_') && !known.includes(name.split('.')[0] ?? name))
    .map(
      (name) => `"${name}" of ${plugin} is not a setting that FLX Pipelines uses.${suggestion(name, known)}`,
    )
}

/** Reads an on/off extra as Meltano does: text counts as on if it is true, 1, yes or on. */
export function isOn(value: Json | undefined, fallback: boolean): boolean {
  if (value === undefined || value === null || value === '') return fallback
  if (typeof value === 'string') return /^(?:true|1|yes|on)$/i.test(value.trim())
  return value !== false && value !== 0
}
