import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { PluginCreate } from '@flx/shared/plugins/plugin'
import { SECRET_MARKER } from '@flx/shared/settings/secret'

import type { SecretPath } from '../../settings/secrets/secret-paths.ts'
import { representProject } from '../import/represent-project.ts'
import { variablesIn } from '../import/variables.ts'
import type { MeltanoProject } from '../project.ts'
import type { RunPlan } from './plan-run.ts'

/** Settings of a plugin according to the project's files, with what is needed to hide its secrets. */
export interface RunSettings {
  plugin: string
  settings: JsonObject
  definitions: PluginCreate['settingDefinitions']
  secrets: SecretPath[]
}

/**
 * Returns the settings that Meltano finds for the plugins of a run: environment over project over the defaults of their
 * definitions. As everywhere, a value that refers to a variable is a secret.
 */
export function runSettings(
  project: MeltanoProject,
  { environment, blocks }: RunPlan,
  folder: string,
): RunSettings[] {
  const exists = project.environments.some(({ name }) => name === environment)
  const { plugins } = representProject(project, {
    ...{ environment: exists ? environment : null, folder },
    ...{ variables: {}, serverVariables: [], serverPlugins: [] },
  })
  return plugins.flatMap(({ name, type, settings, settingDefinitions, secrets }) => {
    const isUsed = blocks.some(
      ({ plugin, role }) =>
        plugin === name && (role === type || (role === 'mapper' && type === 'transformer')),
    )
    if (!isUsed) return []
    const defaults = settingDefinitions.flatMap((definition) =>
      definition.value === undefined ? [] : [[definition.name, definition.value] as const],
    )
    const all = withoutReferences({ ...Object.fromEntries(defaults), ...settings }) as JsonObject
    return [{ plugin: name, settings: all, definitions: settingDefinitions, secrets }]
  })
}

function withoutReferences(value: Json): Json {
  if (typeof value === 'string') return variablesIn(value).length > 0 ? { ...SECRET_MARKER } : value
  if (Array.isArray(value)) return value.map(withoutReferences)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]))
}
