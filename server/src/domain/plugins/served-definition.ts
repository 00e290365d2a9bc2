import type { HubType } from '@flx/shared/plugins/hub'
import type { JsonObject } from '@flx/shared/json/json'
import type { PluginCreate } from '@flx/shared/plugins/plugin'

/** Fields of a plugin that others may see; none holds the value of a setting. */
export type ServedField =
  | 'name'
  | 'type'
  | 'mode'
  | 'variant'
  | 'label'
  | 'description'
  | 'docs'
  | 'pipUrl'
  | 'executable'
  | 'capabilities'
  | 'settingDefinitions'
  | 'settingGroups'
  | 'python'

export type ServedPlugin = Pick<PluginCreate, ServedField>

/** The variant of a plugin without one. */
const OWN_VARIANT = 'team'
export const servedVariant = ({ variant }: Pick<ServedPlugin, 'variant'>): string =>
  variant === '' ? OWN_VARIANT : variant

/** Returns the hub's type for a plugin. A post-load transformer is a utility there, as dbt is. */
export function servedType({ type, mode }: Pick<ServedPlugin, 'type' | 'mode'>): HubType {
  if (type === 'extractor') return 'extractors'
  if (type === 'loader') return 'loaders'
  if (type === 'orchestrator') return 'orchestrators'
  return mode === 'in-flight' ? 'mappers' : 'utilities'
}

/** Describes a plugin as MeltanoHub's API does (SINGER.md §1.2). */
export function servedDefinition(plugin: ServedPlugin): JsonObject {
  const isDbt = plugin.executable === 'dbt' || plugin.capabilities.includes('dbt')
  return {
    name: plugin.name,
    namespace: plugin.name.replaceAll(/[^A-Za-z0-9]/g, '_'),
    variant: servedVariant(plugin),
    label: plugin.label === '' ? plugin.name : plugin.label,
    ...(plugin.description === '' ? {} : { description: plugin.description }),
    ...(plugin.docs === '' ? {} : { docs: plugin.docs }),
    pip_url: plugin.pipUrl,
    executable: plugin.executable ?? plugin.name,
    ...(plugin.python === null ? {} : { python: plugin.python }),
    capabilities: plugin.capabilities,
    settings: plugin.settingDefinitions.map(
      ({ origin: _origin, required: _required, ...setting }) => setting as JsonObject,
    ),
    settings_group_validation: plugin.settingGroups,
    ...(isDbt ? { commands: DBT_COMMANDS } : {}),
  }
}

const DBT_COMMANDS = Object.fromEntries(
  ['build', 'run', 'test', 'seed', 'snapshot', 'compile', 'deps'].map((name) => [name, name]),
)
