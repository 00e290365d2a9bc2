import { PLUGIN_TYPES, type PluginType } from '@flx/shared/plugin'

/** A parsed reference: `name`, `type:name`, and for a transform `name:command` or `type:name:command`. */
export interface PluginReference {
  type: PluginType | null
  name: string
  /** Only of transforms: what the plugin is asked to do. */
  command: string | null
}

/** Parses a reference. A leading plugin type is a type; what follows the name is the command. */
export function parsePluginReference(text: string): PluginReference {
  const parts = text.split(':')
  const type = parts.length > 1 ? (PLUGIN_TYPES.find((known) => known === parts[0]) ?? null) : null
  if (type !== null) parts.shift()
  const [name = '', ...command] = parts
  return { type, name, command: command.length === 0 ? null : command.join(':') }
}

/** The parts of a pipeline that name plugins, with the type that each place needs. */
export function pluginPlaces(pipeline: {
  extractor: string
  loader: string
  mappers: readonly string[]
  transform: string
}): { path: string; reference: PluginReference; type: PluginType; mode: 'in-flight' | 'post-load' | null }[] {
  return [
    { path: 'extractor', text: pipeline.extractor, type: 'extractor' as const, mode: null },
    ...pipeline.mappers.map((text, index) => ({
      path: `mappers.${index}`,
      text,
      type: 'transformer' as const,
      mode: 'in-flight' as const,
    })),
    { path: 'loader', text: pipeline.loader, type: 'loader' as const, mode: null },
    ...(pipeline.transform === ''
      ? []
      : [
          {
            path: 'transform',
            text: pipeline.transform,
            type: 'transformer' as const,
            mode: 'post-load' as const,
          },
        ]),
  ].map(({ text, ...place }) => ({ ...place, reference: parsePluginReference(text) }))
}
