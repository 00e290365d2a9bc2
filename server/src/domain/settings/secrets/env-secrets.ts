import { isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretText } from '@flx/shared/settings/secret-values'
import { nameParts } from '@flx/shared/settings/setting-path'

import type { PluginRecord } from '../../core/records.ts'
import { createMasker } from './masker.ts'
import { variablesOfSetting } from '../plugin-variables.ts'
import { isRemembered, secretTest, secretValuesIn, type SecretPath } from './secret-paths.ts'

/** Among the remembered paths of a plugin those of its variables begin with this: no setting has the name. */
const VARIABLES = '$env'

type Owner = Pick<
  PluginRecord,
  'name' | 'inheritFrom' | 'settingDefinitions' | 'settings' | 'secretSettings' | 'env'
>
/** By the name of a variable and its value. */
export type EnvSecretTest = (name: string, value: string) => boolean

/**
 * Whether a variable of a plugin is a secret, by the rules of its settings: by its name, by what the value looks like, by
 * the setting that it stands for, because it was one, or because a secret of the settings is in it.
 */
export function envSecretTest(plugin: Owner, parent: Owner | undefined): EnvSecretTest {
  const owners = parent === undefined ? [plugin] : [parent, plugin]
  const definitions = owners.flatMap(({ settingDefinitions }) => settingDefinitions)
  const remembered = owners.flatMap(({ secretSettings }) => secretSettings)
  const ofSettings = new Set(
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
  const known = createMasker(owners.flatMap(({ settings }) => secretValuesIn(settings, isSecret)))
  return (name, value) =>
    isSecretSetting(name) ||
    isSecretText(value) ||
    ofSettings.has(name) ||
    isRemembered(remembered, [VARIABLES, name]) ||
    known.line(value) !== value
}

/** The path under which a variable is remembered as a secret. */
export const envSecretPath = (name: string): SecretPath => [VARIABLES, name]

/** The paths under which the secrets among the variables of a plugin are remembered. */
export const envSecretPaths = ({ env }: Pick<PluginRecord, 'env'>, isSecret: EnvSecretTest): SecretPath[] =>
  Object.entries(env).flatMap(([name, value]) => (isSecret(name, value) ? [envSecretPath(name)] : []))

/** Those of variables alone. */
export const onlyEnvPaths = (paths: readonly SecretPath[]): SecretPath[] =>
  paths.filter(([first]) => first === VARIABLES)

/** The same without those of variables. */
export const withoutEnvPaths = (paths: readonly SecretPath[]): SecretPath[] =>
  paths.filter(([first]) => first !== VARIABLES)

/** The secrets among the variables of a plugin itself, to be masked wherever its program says them. */
export const envSecrets = (plugin: Owner, parent: Owner | undefined): string[] => {
  const isSecret = envSecretTest(plugin, parent)
  return Object.entries(plugin.env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : []))
}
