import type { JsonObject } from '@flx/shared/json/json'
import type { Plugin, PluginType, TransformerMode } from '@flx/shared/plugins/plugin'
import type { settingsSectionsWords } from '../words.ts'

/** The parts of a pipeline that name plugins. */
export interface Parts {
  extractor: string
  mappers: readonly string[]
  loader: string
  transform: string
}

export interface Place {
  role: keyof typeof settingsSectionsWords.roles
  reference: string
  type: PluginType
  mode: TransformerMode | null
}

/** Returns the places of a pipeline in the order in which data passes through them, without empty ones. */
function placesOf({ extractor, mappers, loader, transform }: Parts): Place[] {
  const places: Place[] = [
    { role: 'extractor', reference: extractor, type: 'extractor', mode: null },
    ...mappers.map((reference): Place => ({
      role: 'mapper',
      reference,
      type: 'transformer',
      mode: 'in-flight',
    })),
    { role: 'loader', reference: loader, type: 'loader', mode: null },
    { role: 'transform', reference: transform, type: 'transformer', mode: 'post-load' },
  ]
  return places.filter((place) => place.reference !== '')
}

/** Splits `type:name:command`, of which only the name is required. */
export function splitReference(reference: string, type: PluginType): { name: string; command: string } {
  const parts = reference.split(':')
  if (parts.length > 1 && parts[0] === type) parts.shift()
  const [name = '', ...command] = parts
  return { name, command: command.join(':') }
}

export function pluginAt({ reference, type }: Place, plugins: readonly Plugin[]): Plugin | undefined {
  const { name } = splitReference(reference, type)
  return plugins.find((plugin) => plugin.type === type && plugin.name === name)
}

/** A plugin of the pipeline and the key of its settings in the pipeline's config. */
export interface ConfiguredPlugin {
  key: string
  role: Place['role']
  name: string
  /** Undefined if there is no plugin with that name. */
  plugin: Plugin | undefined
}

/** Returns each plugin of a pipeline once. Two plugins with the same name get keys with their type. */
export function configuredPlugins(
  parts: Parts,
  plugins: readonly Plugin[],
  config: Record<string, JsonObject>,
): ConfiguredPlugin[] {
  const configured = new Map<string, ConfiguredPlugin>()
  const takenNames = new Set<string>()
  for (const place of placesOf(parts)) {
    const { name } = splitReference(place.reference, place.type)
    const qualifiedName = `${place.type}:${name}`
    if (configured.has(qualifiedName)) continue
    const key = Object.hasOwn(config, qualifiedName) || takenNames.has(name) ? qualifiedName : name
    takenNames.add(name)
    configured.set(qualifiedName, { key, role: place.role, name, plugin: pluginAt(place, plugins) })
  }
  return [...configured.values()]
}

/** Returns the keys under which a pipeline with these parts can have settings. */
export function configKeys(parts: Parts): Set<string> {
  return new Set(
    placesOf(parts).flatMap(({ reference, type }) => {
      const { name } = splitReference(reference, type)
      return [name, `${type}:${name}`]
    }),
  )
}
