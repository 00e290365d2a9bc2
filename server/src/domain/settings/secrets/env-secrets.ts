import { isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretText } from '@flx/shared/settings/secret-values'
import { nameParts } from '@flx/shared/settings/setting-path'

import type { PluginRecord } from '../../core/records.ts'
import { createMasker } from './masker.ts'
import { variablesOfSetting } from '../plugin-variables.ts'
import { isRemembered, secretTest, secretValuesIn, type SecretPath } from './secret-paths.ts'

/** Prefix of a plugin's remembered paths that refer to its variables; no setting has this name. */
const ENV_PREFIX = '$env'

type Owner = Pick<
  PluginRecord,
  'name' | 'inheritFrom' | 'settingDefinitions' | 'settings' | 'secretSettings' | 'env'
>
/** Takes the name of a variable and its value. */
export type EnvSecretTest = (name: string, value: string) => boolean

/**
 * Returns a test for secret variables of a plugin, with the rules for its settings. A variable is secret by its name, by the
 * form of its value, by the setting it stands for, because it was remembered as secret, or because its value contains a secret
 * of the settings.
 */
export function envSecretTest(plugin: Owner, parent: Owner | undefined): EnvSecretTest {
  const owners = parent === undefined ? [plugin] : [parent, plugin]
  const definitions = owners.flatMap(({ settingDefinitions }) => settingDefinitions)
  const remembered = owners.flatMap(({ secretSettings }) => secretSettings)
  const settingVariables = new Set(
    definitions
      .filter(
        ({ name, kind, sensitive }) =>
          isSecretSetting('', kind, sensitive) || isRemembered(remembered, nameParts(name)),
      )
      .flatMap((definition) =>
        variablesOfSetting([plugin.name, plugin.inheritFrom ?? plugin.name], definition),
      ),
  )
  const isSecret = secretTest(definitions, remembered)
  const masker = createMasker(owners.flatMap(({ settings }) => secretValuesIn(settings, isSecret)))
  return (name, value) =>
    isSecretSetting(name) ||
    isSecretText(value) ||
    settingVariables.has(name) ||
    isRemembered(remembered, [ENV_PREFIX, name]) ||
    masker.line(value) !== value
}

/** Returns the path under which a secret variable is remembered. */
export const envSecretPath = (name: string): SecretPath => [ENV_PREFIX, name]

/** Returns the paths under which a plugin's secret variables are remembered. */
export const envSecretPaths = ({ env }: Pick<PluginRecord, 'env'>, isSecret: EnvSecretTest): SecretPath[] =>
  Object.entries(env).flatMap(([name, value]) => (isSecret(name, value) ? [envSecretPath(name)] : []))

/** Keeps only the paths of variables. */
export const onlyEnvPaths = (paths: readonly SecretPath[]): SecretPath[] =>
  paths.filter(([first]) => first === ENV_PREFIX)

/** Drops the paths of variables. */
export const withoutEnvPaths = (paths: readonly SecretPath[]): SecretPath[] =>
  paths.filter(([first]) => first !== ENV_PREFIX)

/** Lists the secrets among a plugin's own variables, to be masked in its program's output. */
export const envSecrets = (plugin: Owner, parent: Owner | undefined): string[] => {
  const isSecret = envSecretTest(plugin, parent)
  return Object.entries(plugin.env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : []))
}
