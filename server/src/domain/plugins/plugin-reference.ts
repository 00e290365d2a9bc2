import { PLUGIN_TYPES, type PluginType, type TransformerMode } from '@flx/shared/plugins/plugin'

/** A parsed reference: `name`, `type:name`, and for a transform `name:command` or `type:name:command`. */
export interface PluginReference {
  type: PluginType | null
  name: string
  /** For transforms only: the command that the plugin executes. */
  command: string | null
}

/** Parses a reference. A leading plugin type is the type; everything after the name is the command. */
function parsePluginReference(text: string): PluginReference {
  const parts = text.split(':')
  const type = parts.length > 1 ? (PLUGIN_TYPES.find((known) => known === parts[0]) ?? null) : null
  if (type !== null) parts.shift()
  const [name = '', ...command] = parts
  return { type, name, command: command.length === 0 ? null : command.join(':') }
}

/** A field of a pipeline that names a plugin, and the kind of plugin allowed there. */
export interface PluginPlace {
  /** Path of the field, for field problems. */
  path: string
  reference: PluginReference
  type: PluginType
  mode: TransformerMode | null
}

/** Lists the fields of a pipeline that name plugins, in the order of the data; empty if Meltano performs it. */
export function pluginPlaces(pipeline: {
  extractor: string
  loader: string
  mappers: readonly string[]
  transform: string
}): PluginPlace[] {
  const place = (
    path: string,
    text: string,
    type: PluginType,
    mode: TransformerMode | null = null,
  ): PluginPlace => ({ path, reference: parsePluginReference(text), type, mode })
  const places = [
    place('extractor', pipeline.extractor, 'extractor'),
    ...pipeline.mappers.map((text, index) => place(`mappers.${index}`, text, 'transformer', 'in-flight')),
    place('loader', pipeline.loader, 'loader'),
  ]
  if (pipeline.transform !== '') {
    places.push(place('transform', pipeline.transform, 'transformer', 'post-load'))
  }
  return places.filter(({ reference }) => reference.name !== '')
}
