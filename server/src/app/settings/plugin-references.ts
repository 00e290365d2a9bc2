import type { JsonObject } from '@flx/shared/json/json'

import type { ResolvedConfig } from '../../domain/settings/config-resolution.ts'
import type { SettingValues } from '../../domain/settings/plugin-variables.ts'
import { expandReferences, type References } from '../../domain/settings/setting-references.ts'
import { envSecretTest } from '../../domain/settings/secrets/env-secrets.ts'
import type { PluginRecord } from '../../domain/core/records.ts'

/** Sources for resolving references on this server. */
interface PluginReferences {
  references: Pick<References, 'file' | 'variable'>
  filesFolder: string
}

/**
 * Returns the references for a plugin. Inherited variables are not secrets; the plugin's own variables take
 * precedence over the server's.
 */
export function referencesIn(
  { references }: Pick<PluginReferences, 'references'>,
  ownVariables: Readonly<Record<string, string>>,
  inheritedVariables: Readonly<Record<string, string>>,
): References {
  return {
    file: references.file,
    variable: (name) => (Object.hasOwn(ownVariables, name) ? ownVariables[name] : references.variable(name)),
    passedOn: (name) => (Object.hasOwn(inheritedVariables, name) ? inheritedVariables[name] : undefined),
  }
}

/** Returns the plugin's configured variables with references resolved, and the secrets among them. */
export async function resolveEnv(
  context: Pick<PluginReferences, 'references'>,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  inheritedVariables: Readonly<Record<string, string>>,
): Promise<{ env: Record<string, string>; secrets: string[] }> {
  const env: Record<string, string> = {}
  const secrets: string[] = []
  const expansion = {
    plugin: plugin.name,
    references: referencesIn(context, {}, inheritedVariables),
    secrets,
  }
  const isSecret = envSecretTest(plugin, parent)
  for (const [name, text] of Object.entries({ ...parent?.env, ...plugin.env })) {
    const secret = isSecret(name, text)
    const { value } = await expandReferences(expansion, text, ['env', name], () => secret)
    env[name] = String(value)
    if (secret || isSecret(name, env[name])) secrets.push(env[name])
  }
  return { env, secrets }
}

/**
 * Returns Meltano's variable for the project folder: the folder the plugin was imported from, or the server's
 * folder of files.
 */
export const projectVariables = (
  { filesFolder }: Pick<PluginReferences, 'filesFolder'>,
  { env }: PluginRecord,
  parent: PluginRecord | undefined,
): Record<string, string> => ({
  MELTANO_PROJECT_ROOT: env['MELTANO_PROJECT_ROOT'] ?? parent?.env['MELTANO_PROJECT_ROOT'] ?? filesFolder,
})

/** Returns the settings of a plugin together with its extras, each prefixed with an underscore. */
export const settingsOf = (config: JsonObject, extras: JsonObject): SettingValues => ({
  ...config,
  ...Object.fromEntries(Object.entries(extras).map(([name, value]) => [`_${name}`, value])),
})

/**
 * Returns the settings to show. The schema is shown unmasked: it is meant to be passed on, whatever its
 * source.
 */
export const shownSettings = ({ redacted, redactedExtras, extras }: ResolvedConfig): SettingValues =>
  settingsOf(redacted, {
    ...redactedExtras,
    ...(extras['load_schema'] === undefined ? {} : { load_schema: extras['load_schema'] }),
  })
