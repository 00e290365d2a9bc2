import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import type { FieldProblem } from '@flx/shared/core/problem'

import { pluginPlaces, type PluginReference } from '../../domain/plugins/plugin-reference.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import type { PipelineRecord, PluginRecord } from '../../domain/core/records.ts'

/** The parts of a pipeline that name plugins. */
export type PipelineParts = Pick<PipelineRecord, 'extractor' | 'loader' | 'mappers' | 'transform'>

/** A place in a pipeline with its plugin and the plugin it inherits from. */
export interface PlacedPlugin {
  path: string
  reference: PluginReference
  plugin: PluginRecord
  parent: PluginRecord | undefined
}

/** Returns the plugins of a pipeline in order, and the problems of places without a matching plugin. */
export async function pipelinePlugins(
  plugins: Pick<PluginStore, 'findByNames'>,
  parts: PipelineParts,
): Promise<{ placed: PlacedPlugin[]; problems: FieldProblem[] }> {
  const placed: PlacedPlugin[] = []
  const problems: FieldProblem[] = []
  const places = pluginPlaces(parts)
  const candidates = await plugins.findByNames(unique(places.map(({ reference }) => reference.name)))
  const parents = await plugins.findByNames(
    unique(candidates.flatMap(({ inheritFrom }) => inheritFrom ?? [])),
  )
  for (const place of places) {
    const { name } = place.reference
    const namesakes = candidates.filter((candidate) => candidate.name === name)
    const plugin = namesakes.find((candidate) => candidate.type === place.type)
    const problem = placeProblem(place, name, plugin, namesakes)
    if (problem !== null) problems.push({ path: place.path, message: problem })
    if (plugin === undefined) continue
    const parent = parents.find(({ name, type }) => name === plugin.inheritFrom && type === plugin.type)
    placed.push({ path: place.path, reference: place.reference, plugin, parent })
  }
  return { placed, problems }
}

const unique = (names: readonly string[]): string[] => [...new Set(names)]

function placeProblem(
  place: ReturnType<typeof pluginPlaces>[number],
  name: string,
  plugin: PluginRecord | undefined,
  namesakes: readonly PluginRecord[],
): string | null {
  const kind = place.mode === null ? place.type : `${place.mode} ${place.type}`
  if (place.reference.type !== null && place.reference.type !== place.type) {
    return `"${place.reference.type}:${name}" does not fit here: choose ${article(kind)}.`
  }
  if (plugin === undefined) {
    const namesake = namesakes[0]
    return namesake === undefined
      ? `No ${place.type} is named "${name}". Add it on the Plugins page, or choose another one.`
      : `"${name}" is ${article(namesake.type)}, but this needs ${article(kind)}.`
  }
  if (place.mode !== null && plugin.mode !== place.mode) {
    return `"${name}" works ${plugin.mode ?? 'in no stated mode'}, but this needs ${article(kind)}.`
  }
  return null
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`)

/** Returns the keys under which a pipeline's config can hold a plugin's settings. */
export const configKeys = (plugin: PluginRecord): string[] => [plugin.name, `${plugin.type}:${plugin.name}`]

/**
 * Returns the setting definitions that apply to a plugin: those of its parent, then its own, which take
 * precedence.
 */
export function definitionsFor(
  plugin: Pick<PluginRecord, 'settingDefinitions'>,
  parent: Pick<PluginRecord, 'settingDefinitions'> | undefined,
): readonly SettingDefinition[] {
  return parent === undefined
    ? plugin.settingDefinitions
    : [...parent.settingDefinitions, ...plugin.settingDefinitions]
}

/**
 * Returns the definitions for one key of a pipeline's config; undefined if the key names no plugin of the
 * pipeline.
 */
export function definitionsForKey(
  placed: readonly PlacedPlugin[],
  key: string,
): readonly SettingDefinition[] | undefined {
  const found = placed.filter(({ plugin }) => configKeys(plugin).includes(key))
  return found.length === 0
    ? undefined
    : found.flatMap(({ plugin, parent }) => definitionsFor(plugin, parent))
}

/** Applies `map` to the settings of each plugin in a pipeline's config. */
export function mapConfig(
  config: Record<string, JsonObject>,
  placed: readonly PlacedPlugin[],
  map: (settings: JsonObject, definitions: readonly SettingDefinition[], key: string) => JsonObject,
): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(config).map(([key, settings]) => [
      key,
      map(settings, definitionsForKey(placed, key) ?? [], key),
    ]),
  )
}
